-- CreateTable
CREATE TABLE "installations" (
    "org_id" TEXT NOT NULL,
    "is_org_wide" BOOLEAN NOT NULL,
    "enterprise_id" TEXT,
    "team_name" TEXT NOT NULL,
    "team_url" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "bot_user_id" TEXT NOT NULL,
    "bot_id" TEXT NOT NULL,
    "bot_name" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "bot_token" TEXT NOT NULL,
    "refresh_token" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "installed_by" TEXT NOT NULL,
    "installed_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "refresh_owner" TEXT,
    "refresh_until" TIMESTAMPTZ(3),
    "refresh_error" TEXT,

    CONSTRAINT "installations_pkey" PRIMARY KEY ("org_id")
);

-- CreateTable
CREATE TABLE "org_teams" (
    "team_id" TEXT NOT NULL,
    "enterprise_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "org_teams_pkey" PRIMARY KEY ("team_id")
);

-- CreateTable
CREATE TABLE "spent_states" (
    "hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "spent_states_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "team_erasures" (
    "id" TEXT NOT NULL,
    "org_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_owner" TEXT,
    "leased_until" TIMESTAMPTZ(3),
    "counts" JSONB NOT NULL DEFAULT '{}',
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "team_erasures_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "installations_enterprise_id_idx" ON "installations"("enterprise_id");

-- CreateIndex
CREATE INDEX "installations_bot_user_id_idx" ON "installations"("bot_user_id");

-- CreateIndex
CREATE INDEX "org_teams_enterprise_id_idx" ON "org_teams"("enterprise_id");

-- CreateIndex
CREATE INDEX "spent_states_expires_at_idx" ON "spent_states"("expires_at");

-- CreateIndex
CREATE INDEX "team_erasures_org_id_idx" ON "team_erasures"("org_id");

-- CreateIndex
CREATE INDEX "workshops_channel_id_idx" ON "workshops"("channel_id");

-- Checks
ALTER TABLE "installations"
    ADD CONSTRAINT "installations_bot_token_check" CHECK ("bot_token" ~ '^[A-Za-z0-9_-]{1,32}:[A-Za-z0-9+/=]+$'),
    ADD CONSTRAINT "installations_refresh_token_check" CHECK ("refresh_token" ~ '^[A-Za-z0-9_-]{1,32}:[A-Za-z0-9+/=]+$'),
    ADD CONSTRAINT "installations_expires_check" CHECK (("expires_at" IS NULL) = ("refresh_token" IS NULL)),
    ADD CONSTRAINT "installations_refresh_check" CHECK (("refresh_owner" IS NULL) = ("refresh_until" IS NULL));

ALTER TABLE "spent_states"
    ADD CONSTRAINT "spent_states_hash_check" CHECK ("hash" ~ '^[0-9a-f]{64}$');

-- What has to be renewed, and what has to be erased, is found without looking at all the rest.
CREATE INDEX "installations_expires_at_idx" ON "installations"("expires_at") WHERE "expires_at" IS NOT NULL AND "refresh_error" IS NULL;

CREATE INDEX "team_erasures_waiting_idx" ON "team_erasures"("requested_at") WHERE "done_at" IS NULL;
CREATE UNIQUE INDEX "team_erasures_one_idx" ON "team_erasures"("org_id") WHERE "done_at" IS NULL;
