# Workshop Pilot in production: `docker build -t workshop-pilot .`, then
# `docker run -e SLACK_BOT_TOKEN=… -e SLACK_APP_TOKEN=… -v workshop-pilot:/data workshop-pilot`
# With DATABASE_URL=postgresql://… nothing is kept in the volume.

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
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/scripts/build.mjs scripts/
COPY --from=build /app/prisma/migrations prisma/migrations
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
RUN install --directory --owner=node --group=node --mode=0700 /data
VOLUME /data
USER node
CMD ["npm", "start"]
