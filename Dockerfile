# Workshop Pilot in production: `docker build -t workshop-pilot .`; how to run it: docs/operations.md, compose.yaml.
# Nothing but /data is ever written to, and nothing there with DATABASE_URL=postgresql://…: run it with --read-only.

FROM node:24-slim AS build
WORKDIR /app
# What `npm ci` needs comes first, so that a change of the sources alone reuses this layer.
COPY package.json package-lock.json .npmrc prisma.config.ts ./
COPY scripts scripts
COPY prisma prisma
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src src
# Without the last two words npm keeps the Prisma command line, an optional peer of its client.
RUN npm run build && npm prune --ignore-scripts --omit=dev --omit=optional --omit=peer

FROM node:24-slim
ENV NODE_ENV=production DATA_DIR=/data OPS_PORT=9464 MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=65536
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/scripts/build.mjs /app/scripts/sources.mjs /app/scripts/ask-ready.mjs scripts/
COPY --from=build /app/prisma/migrations prisma/migrations
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
RUN install --directory --owner=node --group=node --mode=0700 /data
VOLUME /data
USER node
# Slack by HTTP; shared pages; operators.
EXPOSE 3000 3001 9464
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 CMD ["node", "scripts/ask-ready.mjs"]
STOPSIGNAL SIGTERM
# What `npm start` runs, but Node itself, so that the signal arrives. Why the numbers: docs/operations.md, “Memory”.
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=20", "--enable-source-maps", "dist/main.js"]
