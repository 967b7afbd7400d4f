-- AlterTable
ALTER TABLE "contexts" ADD COLUMN     "compacted_version" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "considered_version" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "recall_length" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "recall_messages" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "recall_version" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "revised_seq" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "deleted_seq" INTEGER;

-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "lane" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "step_artifacts" ADD COLUMN     "projection" TEXT,
ADD COLUMN     "projection_tokens" INTEGER;

-- CreateTable
CREATE TABLE "recall_terms" (
    "context_id" TEXT NOT NULL,
    "term" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "frequency" SMALLINT NOT NULL,
    "length" SMALLINT NOT NULL,

    CONSTRAINT "recall_terms_pkey" PRIMARY KEY ("context_id","version","term")
);

-- CreateTable
CREATE TABLE "proposals" (
    "id" TEXT NOT NULL,
    "workshop_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "lines" JSONB NOT NULL,
    "dropped" JSONB NOT NULL DEFAULT '{}',
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "proposals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prompt_manifests" (
    "id" TEXT NOT NULL,
    "workshop_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "manifest" JSONB NOT NULL,
    "prompt_tokens" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "prompt_manifests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_events" (
    "id" TEXT NOT NULL,
    "org_id" TEXT NOT NULL,
    "workshop_id" TEXT NOT NULL,
    "step_id" TEXT,
    "purpose" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "prompt_tokens" INTEGER NOT NULL,
    "cached_tokens" INTEGER NOT NULL,
    "completion_tokens" INTEGER NOT NULL,
    "reasoning_tokens" INTEGER NOT NULL,
    "cost_micros" BIGINT NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "usage_events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "proposals_workshop_id_step_id_status_idx" ON "proposals"("workshop_id", "step_id", "status");

-- CreateIndex
CREATE INDEX "prompt_manifests_workshop_id_step_id_created_at_idx" ON "prompt_manifests"("workshop_id", "step_id", "created_at");

-- CreateIndex
CREATE INDEX "usage_events_workshop_id_created_at_idx" ON "usage_events"("workshop_id", "created_at");

-- CreateIndex
CREATE INDEX "usage_events_org_id_created_at_idx" ON "usage_events"("org_id", "created_at");

-- AddForeignKey
ALTER TABLE "recall_terms" ADD CONSTRAINT "recall_terms_context_id_fkey" FOREIGN KEY ("context_id") REFERENCES "contexts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prompt_manifests" ADD CONSTRAINT "prompt_manifests_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.

DROP INDEX "outbox_unfinished";
CREATE INDEX "outbox_unfinished" ON "outbox"("org_id", "channel_id", "lane", "position") WHERE "done_at" IS NULL AND "failed_at" IS NULL;

-- Recall reads thousands of these in a moment: with every column in the index it need not look at the rows. Always true, the
-- condition keeps an index that Prisma cannot say out of its comparison; queries repeat it.
CREATE INDEX "recall_terms_by_term" ON "recall_terms"("context_id", "term", "version") INCLUDE ("frequency", "length") WHERE "version" > 0;

-- The compactions of a log, which every prompt begins its messages with.
CREATE INDEX "messages_compactions" ON "messages"("context_id", "version") WHERE "role" = 'system' AND "metadata"->>'kind' = 'compaction';

-- One proposal at a time waits for an answer in a step.
CREATE UNIQUE INDEX "proposals_one_open" ON "proposals"("workshop_id", "step_id") WHERE "status" = 'open';

ALTER TABLE "cards" DROP CONSTRAINT "cards_kind_check";
ALTER TABLE "cards" ADD CONSTRAINT "cards_kind_check" CHECK ("kind" IN ('hub', 'step', 'read-back', 'finale', 'proposal'));
ALTER TABLE "proposals"
    ADD CONSTRAINT "proposals_status_check" CHECK ("status" IN ('open', 'accepted', 'dismissed', 'superseded')),
    ADD CONSTRAINT "proposals_decided_check" CHECK (("status" IN ('accepted', 'dismissed')) = ("decided_at" IS NOT NULL));
ALTER TABLE "usage_events"
    ADD CONSTRAINT "usage_events_cost_check" CHECK ("cost_micros" >= 0);
ALTER TABLE "contexts"
    ADD CONSTRAINT "contexts_recall_version_check" CHECK ("recall_version" BETWEEN 0 AND "latest_version"),
    ADD CONSTRAINT "contexts_compacted_version_check" CHECK ("compacted_version" BETWEEN 0 AND "latest_version");
