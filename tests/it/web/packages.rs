//! Pages about client libraries: their numbers are shown, and not taken for a model's.

use super::markup::visible;
use super::reader::Reader;

#[tokio::test]
async fn a_package_is_shown_by_the_downloads_of_its_registry() {
    let reader = Reader::of_bundled().await;
    let address = "/models/npm/@anthropic-ai/sdk";
    let before = visible(&reader.read(address).await.text());
    assert!(before.contains("No snapshot has given a number for it yet."));

    reader
        .ingest(
            "metric,model,observed_on,value\n\
             npm-downloads,'@anthropic-ai/sdk,2026-10-05,3000000\n\
             npm-downloads,'@anthropic-ai/sdk,2026-10-06,5000000\n\
             npm-downloads,openai,2026-10-06,9000000\n",
        )
        .await;
    let page = visible(&reader.read(address).await.text());
    assert!(!page.contains("No snapshot has given a number"), "{page}");
    assert!(page.contains("Anthropic SDK for JavaScript: 4"), "{page}");
    assert!(page.contains("downloads a day"), "{page}");
    // A place among packages is no place among models.
    assert!(!page.contains("Hugging Face downloads"), "{page}");
}
