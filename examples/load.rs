use std::sync::Arc;
use weighbridge::*;
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let store = store::Store::open(&store::Options {
        url: std::env::var("DATABASE_URL")?,
        read_url: None,
        max_connections: 4,
    })?;
    store.migrate().await?;
    let catalog = Arc::new(bundled::catalog()?);
    let t = std::time::Instant::now();
    println!(
        "catalog {} {:?}",
        store.load_catalog(&catalog).await?,
        t.elapsed()
    );
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.is_empty() {
        for (name, bytes) in bundled::snapshots() {
            let r = ingest::ingest(
                &store,
                &catalog,
                &name,
                std::io::Cursor::new(bytes),
                chrono::Utc::now(),
            )
            .await?;
            println!("{} {:?} {:?}", r.0, r.1, t.elapsed());
        }
    }
    for a in args {
        let t = std::time::Instant::now();
        match ingest::ingest(
            &store,
            &catalog,
            &a,
            std::fs::File::open(&a)?,
            chrono::Utc::now(),
        )
        .await
        {
            Ok(r) => println!("{} {:?} {:?}", r.0, r.1, t.elapsed()),
            Err(e) => println!("{e}"),
        }
    }
    Ok(())
}
