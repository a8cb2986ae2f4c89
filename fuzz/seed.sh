#!/bin/sh
# Fills fuzz/corpus/ with seeds: fixtures of the tests and a few lines written here. What fuzzing
# found before stays.
set -eu
cd "$(dirname "$0")"
for target in csv_v1 ndjson parquet recorded query round_trip; do
    mkdir -p "corpus/$target"
done

# A small file that reads, with every column; and every fixture of what does not.
cat >corpus/csv_v1/good.csv <<'CSV'
metric,model,observed_on,value,captured_at,license,weights,organization,base_model
hf-downloads-30d,acme/Tuned,2026-10-01,5,2026-10-02T00:00:00Z,mit,open,acme,Qwen/Qwen3-8B
hf-downloads-30d,"acme/a ""b"", c",2026-10-01,5.0,2026-10-02T00:00:00Z,'=x,closed,,
hf-likes,'@acme/Tuned,2026-10-01,0,2026-10-02T00:00:00Z,,unknown,"two
lines",acme/Base
CSV
gzip -nc corpus/csv_v1/good.csv >corpus/csv_v1/good.csv.gz
if command -v zstd >/dev/null; then zstd -qfc corpus/csv_v1/good.csv >corpus/csv_v1/good.csv.zst; fi
cp ../tests/fixtures/bad/* corpus/csv_v1/

cat >corpus/ndjson/good.ndjson <<'NDJSON'
{"metric":"hf-downloads-30d","model":"acme/Tuned","observed_on":"2026-10-01","value":5,"license":"mit","weights":"open"}
{"value":"9007199254740992","metric":"hf-likes","model":"\u0040acme\ud83d\ude00","observed_on":"2026-10-01","base_model":null,"captured_at":"2026-10-02T00:00:00Z"}
NDJSON
gzip -nc corpus/ndjson/good.ndjson >corpus/ndjson/good.ndjson.gz
printf '{"metric":"hf-likes","metric":"hf-likes"}\n{"value":1e3,"model":[]}\n{' >corpus/ndjson/bad.ndjson

cp ../tests/fixtures/parquet/*.parquet corpus/parquet/

# The first byte chooses the kind, in the order of `RECORDED`; with five more the moment is not told.
kind=0
for name in huggingface openrouter-models openrouter-rankings pypistats npm; do
    for answer in ../tests/fixtures/recorded/"$name"*.json; do
        for choice in "$kind" "$((kind + 5))"; do
            { printf '%s' "$choice" && cat "$answer"; } >"corpus/recorded/$choice-$(basename "$answer")"
        done
    done
    kind=$((kind + 1))
done

number=0
while IFS= read -r address; do
    number=$((number + 1))
    printf '%s' "$address" >"corpus/query/$number"
done <<'ADDRESSES'

metric=hf-downloads-30d&by=country&every=month&show=share&scale=log&top=12&panel=common
by=model&model=!deepseek/deepseek-r1~qwen/qwen3-8b&from=2025-01&to=2026-10-07&lens=base
country=CN~US&bloc=west&weights=open~unknown&license=apache-2.0~mit&license-class=!restricted
license-as=now&as-of=2026-05-01T12:00:00Z&scope=all&variants=separate&organization=openai
by=license-class&sort=change&show=index&every=quarter&lang=fr
country=CN&country=US&by=&top=0&metric=nothing&what=ever
by=camp&from=2026-13&to=2025&as-of=yesterday&model=%00%ff~~!+%E4%B8%AD
ADDRESSES

# Bytes that make a few rows, with texts of every letter.
printf 'round_trip' >corpus/round_trip/words
i=0
while [ "$i" -lt 8 ]; do
    awk -v seed="$i" 'BEGIN { srand(seed + 1); for (n = 0; n < 400; n++) printf "%c", int(rand() * 127) + 1 }' >"corpus/round_trip/$i"
    i=$((i + 1))
done
