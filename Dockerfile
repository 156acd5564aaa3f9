# rollcall with its embedded Lambda: docker build -t rollcall . && docker run --rm -v "$PWD:/work" rollcall run scenario.yaml
FROM node:22-slim AS build
WORKDIR /source
COPY . .
RUN npm ci --engine-strict && npm pack --pack-destination /tmp && mv /tmp/rollcall-*.tgz /tmp/rollcall.tgz

FROM node:22-slim
# Python functions run with the Python of the image.
RUN apt-get update && apt-get install --yes --no-install-recommends python3 unzip && rm -rf /var/lib/apt/lists/*
COPY --from=build /tmp/rollcall.tgz /tmp/rollcall.tgz
RUN npm install --global --omit=dev /tmp/rollcall.tgz && rm /tmp/rollcall.tgz
# A volume that is mounted there has its permissions, also on a read-only disk of ECS.
VOLUME ["/tmp"]
USER node
WORKDIR /work
ENTRYPOINT ["rollcall"]
CMD ["--help"]
