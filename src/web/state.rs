//! What all requests share: the store, the catalog, and the edition of the data in force.

use super::bulk;
use super::cache::{Cache, DEFAULT_BYTES};
use super::frozen::{Allowance, Freeze};
use super::language::Spoken;
use super::limits::Limits;
use super::push::Push;
use crate::domain::catalog::Catalog;
use crate::schedule::Plan;
use crate::store::facts::Edition;
use crate::store::frozen::Spot;
use crate::store::places::LicenseMove;
use crate::store::{self, Store};
use crate::telemetry;
use crate::text::Language;
use chrono::{DateTime, Utc};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{Mutex, Semaphore};

/// How often the data version is looked at: a landed snapshot, also one landed by another
/// instance or from the command line, shows within two seconds.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Every so many looks, a replica that was left is looked for.
const LOOKS_PER_PREFERENCE: u64 = 5;

/// The site's shared state; cheap to clone.
#[derive(Clone)]
pub struct Site {
    inner: Arc<Inner>,
    contact: Option<Arc<str>>,
    push: Option<Push>,
    plan: Arc<Plan>,
    limits: Limits,
    cache: Arc<Cache>,
    allowance: Arc<Allowance>,
    /// What is being frozen, where this is a site as it was known at the end of a day.
    freeze: Option<Arc<Freeze>>,
    spoken: Spoken,
}

struct Inner {
    store: Store,
    catalog: Arc<Catalog>,
    base_url: String,
    edition: RwLock<Arc<Edition>>,
    /// The version of the edition in force.
    version: AtomicI64,
    /// One reading of the data at a time.
    refreshing: tokio::sync::Mutex<()>,
    /// Whether the database answered when it was last asked.
    is_reachable: AtomicBool,
    /// Changes of license by the data version they were read at.
    license_moves: RwLock<Option<(i64, Arc<[LicenseMove]>)>>,
    /// The turn of finding out the hash of a file.
    hashing: Mutex<()>,
    /// The turns of bulk downloads.
    bulk_downloads: Arc<Semaphore>,
}

impl Site {
    /// A site over a store that is migrated and has its catalog loaded.
    pub async fn open(
        store: Store,
        catalog: Arc<Catalog>,
        base_url: String,
    ) -> Result<Self, store::Error> {
        let edition = store.edition(&catalog).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                store,
                catalog,
                base_url,
                version: AtomicI64::new(edition.version),
                edition: RwLock::new(Arc::new(edition)),
                refreshing: tokio::sync::Mutex::default(),
                is_reachable: AtomicBool::new(true),
                license_moves: RwLock::new(None),
                hashing: Mutex::default(),
                bulk_downloads: Arc::new(Semaphore::new(bulk::AT_ONCE)),
            }),
            contact: None,
            push: None,
            plan: Arc::default(),
            limits: Limits::default(),
            cache: Arc::new(Cache::new(DEFAULT_BYTES)),
            allowance: Arc::default(),
            freeze: None,
            spoken: Spoken::default(),
        })
    }

    /// The same site as it was known at the end of the day of a view that is being frozen.
    pub(super) async fn as_of_the_end(
        &self,
        spot: Spot,
        kept_at: DateTime<Utc>,
    ) -> Result<Self, store::Error> {
        let freeze = Freeze::open(self.store(), self.catalog(), spot, kept_at).await?;
        Ok(Self {
            freeze: Some(Arc::new(freeze)),
            ..self.clone()
        })
    }

    /// What is being frozen, if anything.
    pub(super) fn freeze(&self) -> Option<&Freeze> {
        self.freeze.as_deref()
    }

    /// The moment pages are of: now, or the end of the day that is being frozen.
    pub fn now(&self) -> DateTime<Utc> {
        self.edition().as_of.unwrap_or_else(Utc::now)
    }

    /// The same site, in which so much may be frozen.
    #[must_use]
    pub fn with_allowance(self, allowance: Allowance) -> Self {
        Self {
            allowance: Arc::new(allowance),
            cache: Arc::new(self.cache.emptied()),
            ..self
        }
    }

    /// How much may be frozen.
    pub fn allowance(&self) -> &Allowance {
        &self.allowance
    }

    /// The same site as it is shown in a language.
    #[must_use]
    pub(super) fn in_language(self, spoken: Spoken) -> Self {
        Self { spoken, ..self }
    }

    /// The language its words are in, as far as they are not a file's, and whether it was asked for.
    pub(super) const fn spoken(&self) -> Spoken {
        self.spoken
    }

    /// The language its words are in.
    pub(super) const fn language(&self) -> Language {
        self.spoken.language
    }

    /// The same site with a contact of whoever hosts it.
    #[must_use]
    pub fn with_contact(self, contact: Option<&str>) -> Self {
        Self {
            contact: contact.map(Arc::from),
            // Pages that say otherwise are no answers of this site.
            cache: Arc::new(self.cache.emptied()),
            ..self
        }
    }

    /// The same site, to which snapshots can be pushed.
    #[must_use]
    pub fn with_push(self, push: Option<Push>) -> Self {
        let cache = Arc::new(self.cache.emptied());
        Self {
            push,
            cache,
            ..self
        }
    }

    /// Whether and how snapshots can be pushed.
    pub const fn push(&self) -> Option<&Push> {
        self.push.as_ref()
    }

    /// The same site with the plan by which its server asks sources.
    #[must_use]
    pub fn with_plan(self, plan: Arc<Plan>) -> Self {
        let cache = Arc::new(self.cache.emptied());
        Self {
            plan,
            cache,
            ..self
        }
    }

    /// The same site with limits on what clients may ask for.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// How much a client may ask for.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// When this server asks which sources; other instances may have plans of their own.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The same site, whose answers are kept in at most so many bytes.
    #[must_use]
    pub fn with_cache_bytes(self, bytes: u64) -> Self {
        Self {
            cache: Arc::new(Cache::new(bytes)),
            ..self
        }
    }

    /// Answers given before.
    pub(super) const fn cache(&self) -> &Arc<Cache> {
        &self.cache
    }

    /// Where to report an error: a mail address, a web address or words; absent: not said.
    pub fn contact(&self) -> Option<&str> {
        self.contact.as_deref()
    }

    /// Changes of license that snapshots told of. All claims are looked at for them, so they are
    /// read once a version.
    pub async fn license_moves(
        &self,
        edition: &Edition,
    ) -> Result<Arc<[LicenseMove]>, store::Error> {
        let lock = &self.inner.license_moves;
        let known = lock.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((version, moves)) = known
            && version == edition.version
        {
            return Ok(moves);
        }
        let moves: Arc<[LicenseMove]> = self.store().license_moves().await?.into();
        *lock.write().unwrap_or_else(PoisonError::into_inner) =
            Some((edition.version, Arc::clone(&moves)));
        Ok(moves)
    }

    /// The turn of finding out the hash of a file, which takes as long as sending it.
    pub(super) fn hashing(&self) -> &Mutex<()> {
        &self.inner.hashing
    }

    /// The turns of bulk downloads.
    pub(super) fn bulk_downloads(&self) -> &Arc<Semaphore> {
        &self.inner.bulk_downloads
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The catalog of this build.
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.inner.catalog
    }

    /// Public address of the site, without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.inner.base_url
    }

    /// The data in force. A request takes it once, so that all of its answer is of one version.
    pub fn edition(&self) -> Arc<Edition> {
        Arc::clone(
            &self
                .in_force()
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    fn in_force(&self) -> &RwLock<Arc<Edition>> {
        match &self.freeze {
            Some(freeze) => &freeze.edition,
            None => &self.inner.edition,
        }
    }

    /// The version of the data in force.
    pub(super) fn version(&self) -> i64 {
        self.inner.version.load(Ordering::Acquire)
    }

    /// Whether the database answered when it was last asked.
    pub(super) fn is_reachable(&self) -> bool {
        self.inner.is_reachable.load(Ordering::Relaxed)
    }

    /// Notes whether the database answers.
    pub(super) fn note_reachable(&self, answers: bool) {
        self.inner.is_reachable.store(answers, Ordering::Relaxed);
    }

    /// Reads the data again if its version was raised, and notes whether the database is there.
    pub async fn refresh(&self) -> Result<(), store::Error> {
        let refreshed = self.read_again().await;
        let is_gone = refreshed.as_ref().is_err_and(store::Error::is_connection);
        self.note_reachable(!is_gone);
        refreshed
    }

    async fn read_again(&self) -> Result<(), store::Error> {
        let _turn = self.inner.refreshing.lock().await;
        let version = self.store().version().await?;
        let held = self.edition();
        // Another server may count its versions otherwise.
        if version != held.version || self.store().read_switches() != held.switches {
            let edition = self.store().edition_as_of(self.catalog(), held.as_of);
            let edition = Arc::new(edition.await?);
            let version = edition.version;
            *self
                .in_force()
                .write()
                .unwrap_or_else(PoisonError::into_inner) = edition;
            if self.freeze.is_none() {
                // After the data: what is made of a version is never of an older one.
                self.inner.version.store(version, Ordering::Release);
                tracing::info!(version, "new data in force");
            }
        }
        Ok(())
    }
}

/// Keeps a site's data current, for as long as it is polled.
pub async fn watch(site: Site) {
    let mut reachable = true;
    for round in 1_u64.. {
        tokio::time::sleep(LOOK_EVERY).await;
        telemetry::metrics::tidy();
        if round % LOOKS_PER_PREFERENCE == 0 {
            site.store().prefer_replicas(site.edition().version).await;
        }
        match site.refresh().await {
            Ok(()) if !reachable => {
                reachable = true;
                tracing::info!("the database answers again");
            }
            // Said once, not every second: readers are served what is in force meanwhile.
            Err(error) if reachable => {
                reachable = false;
                tracing::warn!(%error, "the data version could not be read");
            }
            Ok(()) | Err(_) => {}
        }
    }
}
