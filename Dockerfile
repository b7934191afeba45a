# Targets: the default is the runner on a distroless image; `--target shell` is the same on an image that has a shell,
# for engines whose components.runner.command is a shell. Both run under any numeric user with a read-only root file
# system.

FROM docker.io/library/node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY simulator/package.json simulator/
# No install scripts: the only one that matters would fetch a second Node, and this image is Node 24 already.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && find dist -name '*.map' -delete

# What the images add to their bases. A distroless image has no `env` that could look Node up, so the first line of the
# program names the binary, and the image with a shell gets the same one.
# A run against a simulated cluster fills the compile cache with the functions that a run in a pod uses. Node puts its
# own version, its V8 flags and the user's id into the name of the cache's folder: so the warm-up runs with the flags and
# the binary of the images, and the usual user ids share its result. Any other user starts without it, a little slower.
FROM build AS content
COPY --from=gcr.io/distroless/nodejs24-debian12:nonroot /nodejs/bin/node /nodejs/bin/node
ENV NODE_COMPILE_CACHE=/opt/chaos-runner/compile-cache NODE_OPTIONS=--max-semi-space-size=2
RUN mkdir -p /opt/chaos-runner /content/opt /content/usr/local/bin \
 && cp -r dist examples package.json LICENSE /opt/chaos-runner/ \
 && sed -i '1s|.*|#!/nodejs/bin/node|' /opt/chaos-runner/dist/main.mjs \
 && ln -s /opt/chaos-runner/dist/main.mjs /content/usr/local/bin/chaos-runner \
 && cd /opt/chaos-runner \
 && { dist/main.mjs simulator examples/engine.yaml examples/experiments/*.yaml --kubeconfig-out /tmp/simulated & } \
 && until [ -s /tmp/simulated ]; do sleep 0.1; done \
 && CHAOSENGINE=engine EXPERIMENT_LIST=pod-delete CHAOS_NAMESPACE=litmus dist/main.mjs -kubeconfig /tmp/simulated \
 && kill $! && wait \
 && cd $NODE_COMPILE_CACHE \
 && for made in *-0; do for user in 1000 1001 2000 65532 65534; do ln -s "$made" "${made%-0}-$user"; done; done \
 && chmod -R a+rX,a-w . \
 && mv /opt/chaos-runner /content/opt/

FROM docker.io/library/node:24-bookworm-slim AS shell
LABEL org.opencontainers.image.title="chaos-runner" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=content /nodejs/bin/node /nodejs/bin/node
COPY --from=content /content/ /
ENV NODE_COMPILE_CACHE=/opt/chaos-runner/compile-cache NODE_OPTIONS=--max-semi-space-size=2 MALLOC_ARENA_MAX=2
USER 65532:65532
WORKDIR /opt/chaos-runner
ENTRYPOINT ["/usr/local/bin/chaos-runner"]

FROM gcr.io/distroless/nodejs24-debian12:nonroot
LABEL org.opencontainers.image.title="chaos-runner" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=content /content/ /
ENV NODE_COMPILE_CACHE=/opt/chaos-runner/compile-cache NODE_OPTIONS=--max-semi-space-size=2 MALLOC_ARENA_MAX=2
USER 65532:65532
WORKDIR /opt/chaos-runner
ENTRYPOINT ["/usr/local/bin/chaos-runner"]
