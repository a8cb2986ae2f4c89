# The program in a small image of its own. It carries no Postgres: give it a DATABASE_URL, as
# docker-compose.yml does.

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
# The caches outlive the step: a second build compiles what changed. The layer keeps the binary only.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked \
    && install -D target/release/weighbridge /out/weighbridge

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin weighbridge \
    && install --directory --owner=weighbridge /var/lib/weighbridge
# Whom `collect` trusts to be a source.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/weighbridge /usr/local/bin/weighbridge
COPY LICENSE-APACHE LICENSE-MIT THIRD_PARTY.md /usr/share/doc/weighbridge/
# By number, so that an orchestrator can see that it is not root.
USER 10001
# Inside of a container, loopback would be out of reach for everyone else.
ENV WEIGHBRIDGE_ADDR=0.0.0.0:8080
# Where `collect` keeps what it has not stored yet.
ENV WEIGHBRIDGE_DATA_DIR=/var/lib/weighbridge
EXPOSE 8080
STOPSIGNAL SIGTERM
# Bash speaks enough HTTP for one question, so the image needs no client.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /livez HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r -t 4 status <&3 && [[ $status == *' 200 '* ]]"]
ENTRYPOINT ["weighbridge"]
CMD ["serve"]
