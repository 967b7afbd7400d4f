-- Vectors of messages. On PostgreSQL the server must offer pgvector; PGlite brings it.
CREATE EXTENSION IF NOT EXISTS vector;

-- CreateTable
CREATE TABLE "workshops" (
    "id" TEXT NOT NULL,
    "owner_user_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "original_idea" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'draft',
    "org_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "enterprise_id" TEXT,
    "template_id" TEXT NOT NULL,
    "template_version" INTEGER NOT NULL DEFAULT 1,
    "visibility" TEXT NOT NULL DEFAULT 'private',
    "share_token" TEXT,
    "facilitator_mode" TEXT NOT NULL DEFAULT 'guided',
    "settings" JSONB NOT NULL DEFAULT '{}',
    "latest_seq" INTEGER NOT NULL DEFAULT 0,
    "parent_workshop_id" TEXT,
    "fork_seq" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "workshops_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workshop_members" (
    "id" TEXT NOT NULL,
    "workshop_id" TEXT NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workshop_members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step_definitions" (
    "id" TEXT NOT NULL,
    "template_id" TEXT NOT NULL,
    "order" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "prompt_template" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "step_definitions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workshop_steps" (
    "id" TEXT NOT NULL,
    "workshop_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'not_started',
    "arc_phase" TEXT NOT NULL DEFAULT 'orient',
    "output" JSONB,
    "draft" JSONB NOT NULL,
    "draft_revision" INTEGER NOT NULL DEFAULT 0,
    "gaps" JSONB NOT NULL DEFAULT '[]',
    "skip_reason" TEXT,
    "follow_ups" INTEGER NOT NULL DEFAULT 0,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "stale_since" TIMESTAMPTZ(3),
    "org_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "thread_ts" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workshop_steps_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "workshop_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "build_packs" (
    "id" TEXT NOT NULL,
    "workshop_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'overview',
    "format_type" TEXT NOT NULL DEFAULT 'markdown',
    "content" TEXT NOT NULL,
    "source_versions" JSONB NOT NULL DEFAULT '{}',
    "canvas_id" TEXT,
    "canvas_status" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "build_packs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step_artifacts" (
    "id" TEXT NOT NULL,
    "workshop_step_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "seq" INTEGER NOT NULL,
    "artifact" JSONB NOT NULL,
    "schema_version" TEXT NOT NULL DEFAULT '1.0',
    "provenance" JSONB NOT NULL,
    "author" TEXT,
    "origin" TEXT NOT NULL,
    "is_current" BOOLEAN NOT NULL DEFAULT true,
    "extracted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "step_artifacts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step_summaries" (
    "id" TEXT NOT NULL,
    "workshop_step_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "token_count" INTEGER NOT NULL,
    "artifact_version" INTEGER,
    "from_message_version" INTEGER,
    "to_message_version" INTEGER,
    "is_current" BOOLEAN NOT NULL DEFAULT true,
    "generated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "superseded_at" TIMESTAMPTZ(3),

    CONSTRAINT "step_summaries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contexts" (
    "id" TEXT NOT NULL,
    "workshop_step_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "message_count" INTEGER NOT NULL DEFAULT 0,
    "total_tokens" INTEGER NOT NULL DEFAULT 0,
    "latest_version" INTEGER NOT NULL DEFAULT 0,
    "handled_version" INTEGER NOT NULL DEFAULT 0,
    "turn_due_at" TIMESTAMPTZ(3),
    "parent_id" TEXT,
    "fork_version" INTEGER,
    "policy_config" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "contexts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages" (
    "id" TEXT NOT NULL,
    "context_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "message_type" TEXT NOT NULL DEFAULT 'text',
    "content" TEXT NOT NULL,
    "tool_call_id" TEXT,
    "tool_name" TEXT,
    "token_count" INTEGER NOT NULL,
    "tokenizer" TEXT NOT NULL,
    "model" TEXT,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "org_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "slack_ts" TEXT,
    "slack_user_id" TEXT,
    "flagged_for_turn" INTEGER,
    "embedding" vector,
    "embed_model" TEXT,
    "compacted_at" TIMESTAMPTZ(3),
    "compacted_into_version" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "edited_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_revisions" (
    "id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    "token_count" INTEGER NOT NULL,
    "replaced_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_revisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_reactions" (
    "id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),
    "removed_seq" INTEGER,

    CONSTRAINT "message_reactions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conversation_contexts" (
    "id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "scope_id" TEXT NOT NULL,
    "context_type" TEXT NOT NULL,
    "context_key" TEXT NOT NULL,
    "context_value" JSONB NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "source_message_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "superseded_at" TIMESTAMPTZ(3),

    CONSTRAINT "conversation_contexts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_receipts" (
    "org_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_receipts_pkey" PRIMARY KEY ("org_id","key")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" TEXT NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "workshop_id" TEXT NOT NULL,
    "org_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "doubtful" BOOLEAN NOT NULL DEFAULT false,
    "lease_owner" TEXT,
    "leased_until" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "slack_ts" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cards" (
    "id" TEXT NOT NULL,
    "workshop_id" TEXT NOT NULL,
    "org_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "step_id" TEXT,
    "slack_ts" TEXT,
    "wanted_revision" INTEGER NOT NULL DEFAULT 1,
    "shown_revision" INTEGER NOT NULL DEFAULT 0,
    "edit_not_before" TIMESTAMPTZ(3),
    "lease_owner" TEXT,
    "leased_until" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cards_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_log" (
    "id" TEXT NOT NULL,
    "org_id" TEXT NOT NULL,
    "workshop_id" TEXT,
    "action" TEXT NOT NULL,
    "slack_user_id" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "workshops_share_token_key" ON "workshops"("share_token");

-- CreateIndex
CREATE INDEX "workshops_owner_user_id_idx" ON "workshops"("owner_user_id");

-- CreateIndex
CREATE INDEX "workshops_status_idx" ON "workshops"("status");

-- CreateIndex
CREATE INDEX "workshops_org_id_channel_id_idx" ON "workshops"("org_id", "channel_id");

-- CreateIndex
CREATE INDEX "workshops_parent_workshop_id_idx" ON "workshops"("parent_workshop_id");

-- CreateIndex
CREATE INDEX "workshop_members_slack_user_id_idx" ON "workshop_members"("slack_user_id");

-- CreateIndex
CREATE UNIQUE INDEX "workshop_members_workshop_id_slack_user_id_key" ON "workshop_members"("workshop_id", "slack_user_id");

-- CreateIndex
CREATE INDEX "workshop_steps_step_id_idx" ON "workshop_steps"("step_id");

-- CreateIndex
CREATE INDEX "workshop_steps_status_idx" ON "workshop_steps"("status");

-- CreateIndex
CREATE UNIQUE INDEX "workshop_steps_workshop_id_step_id_key" ON "workshop_steps"("workshop_id", "step_id");

-- CreateIndex
CREATE UNIQUE INDEX "workshop_steps_org_id_channel_id_thread_ts_key" ON "workshop_steps"("org_id", "channel_id", "thread_ts");

-- CreateIndex
CREATE INDEX "sessions_workshop_id_idx" ON "sessions"("workshop_id");

-- CreateIndex
CREATE INDEX "build_packs_workshop_id_created_at_idx" ON "build_packs"("workshop_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "step_artifacts_workshop_step_id_version_key" ON "step_artifacts"("workshop_step_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "step_summaries_workshop_step_id_version_key" ON "step_summaries"("workshop_step_id", "version");

-- CreateIndex
CREATE INDEX "contexts_workshop_step_id_idx" ON "contexts"("workshop_step_id");

-- CreateIndex
CREATE INDEX "contexts_parent_id_idx" ON "contexts"("parent_id");

-- CreateIndex
CREATE INDEX "messages_deleted_at_idx" ON "messages"("deleted_at");

-- CreateIndex
CREATE UNIQUE INDEX "messages_context_id_version_key" ON "messages"("context_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "messages_org_id_channel_id_slack_ts_key" ON "messages"("org_id", "channel_id", "slack_ts");

-- CreateIndex
CREATE UNIQUE INDEX "message_revisions_message_id_revision_key" ON "message_revisions"("message_id", "revision");

-- CreateIndex
CREATE INDEX "message_reactions_message_id_idx" ON "message_reactions"("message_id");

-- CreateIndex
CREATE INDEX "conversation_contexts_scope_scope_id_context_type_idx" ON "conversation_contexts"("scope", "scope_id", "context_type");

-- CreateIndex
CREATE INDEX "conversation_contexts_source_message_id_idx" ON "conversation_contexts"("source_message_id");

-- CreateIndex
CREATE INDEX "event_receipts_created_at_idx" ON "event_receipts"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_position_key" ON "outbox"("position");

-- CreateIndex
CREATE INDEX "outbox_workshop_id_idx" ON "outbox"("workshop_id");

-- CreateIndex
CREATE INDEX "cards_workshop_id_idx" ON "cards"("workshop_id");

-- CreateIndex
CREATE INDEX "audit_log_workshop_id_idx" ON "audit_log"("workshop_id");

-- CreateIndex
CREATE INDEX "audit_log_org_id_created_at_idx" ON "audit_log"("org_id", "created_at");

-- AddForeignKey
ALTER TABLE "workshops" ADD CONSTRAINT "workshops_parent_workshop_id_fkey" FOREIGN KEY ("parent_workshop_id") REFERENCES "workshops"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "workshop_members" ADD CONSTRAINT "workshop_members_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workshop_steps" ADD CONSTRAINT "workshop_steps_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workshop_steps" ADD CONSTRAINT "workshop_steps_step_id_fkey" FOREIGN KEY ("step_id") REFERENCES "step_definitions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "build_packs" ADD CONSTRAINT "build_packs_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step_artifacts" ADD CONSTRAINT "step_artifacts_workshop_step_id_fkey" FOREIGN KEY ("workshop_step_id") REFERENCES "workshop_steps"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step_summaries" ADD CONSTRAINT "step_summaries_workshop_step_id_fkey" FOREIGN KEY ("workshop_step_id") REFERENCES "workshop_steps"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contexts" ADD CONSTRAINT "contexts_workshop_step_id_fkey" FOREIGN KEY ("workshop_step_id") REFERENCES "workshop_steps"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contexts" ADD CONSTRAINT "contexts_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "contexts"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_context_id_fkey" FOREIGN KEY ("context_id") REFERENCES "contexts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_revisions" ADD CONSTRAINT "message_revisions_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_reactions" ADD CONSTRAINT "message_reactions_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation_contexts" ADD CONSTRAINT "conversation_contexts_source_message_id_fkey" FOREIGN KEY ("source_message_id") REFERENCES "messages"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cards" ADD CONSTRAINT "cards_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- From here on by hand: what prisma/schema.prisma cannot say.

-- One current artifact and one current summary of a step; a failed summary is never current.
CREATE UNIQUE INDEX "step_artifacts_one_current" ON "step_artifacts"("workshop_step_id") WHERE "is_current";
CREATE UNIQUE INDEX "step_summaries_one_current" ON "step_summaries"("workshop_step_id") WHERE "is_current";
-- One live message log of a step, one open session of a workshop.
CREATE UNIQUE INDEX "contexts_one_live" ON "contexts"("workshop_step_id") WHERE "deleted_at" IS NULL;
CREATE UNIQUE INDEX "sessions_one_open" ON "sessions"("workshop_id") WHERE "ended_at" IS NULL;
-- A person's reaction is there once, however often it was taken back.
CREATE UNIQUE INDEX "message_reactions_one_active" ON "message_reactions"("message_id", "slack_user_id", "name") WHERE "removed_at" IS NULL;
CREATE UNIQUE INDEX "conversation_contexts_one_current" ON "conversation_contexts"("scope", "scope_id", "context_key") WHERE "superseded_at" IS NULL;
-- step_id is null for the hub and the finale, and a null in a unique key protects nothing.
CREATE UNIQUE INDEX "cards_one_of_a_kind" ON "cards"("workshop_id", "kind", coalesce("step_id", ''));

-- What the delivery, the turns and their sweep look for.
CREATE INDEX "outbox_unfinished" ON "outbox"("org_id", "channel_id", "position") WHERE "done_at" IS NULL AND "failed_at" IS NULL;
CREATE INDEX "cards_behind" ON "cards"("edit_not_before") WHERE "slack_ts" IS NOT NULL AND "wanted_revision" > "shown_revision";
CREATE INDEX "contexts_turn_due" ON "contexts"("turn_due_at") WHERE "turn_due_at" IS NOT NULL;
CREATE INDEX "messages_flagged" ON "messages"("context_id") WHERE "flagged_for_turn" IS NOT NULL;

-- Words in place of enums.
ALTER TABLE "workshops"
    ADD CONSTRAINT "workshops_status_check" CHECK ("status" IN ('draft', 'active', 'paused', 'completed')),
    ADD CONSTRAINT "workshops_visibility_check" CHECK ("visibility" IN ('private', 'shared')),
    ADD CONSTRAINT "workshops_facilitator_mode_check" CHECK ("facilitator_mode" IN ('guided', 'model')),
    ADD CONSTRAINT "workshops_fork_check" CHECK (("parent_workshop_id" IS NULL) = ("fork_seq" IS NULL));
ALTER TABLE "workshop_steps"
    ADD CONSTRAINT "workshop_steps_status_check" CHECK ("status" IN ('not_started', 'in_progress', 'complete', 'needs_regeneration')),
    ADD CONSTRAINT "workshop_steps_arc_phase_check" CHECK ("arc_phase" IN ('orient', 'gather', 'synthesize', 'refine', 'validate', 'complete'));
ALTER TABLE "build_packs"
    ADD CONSTRAINT "build_packs_kind_check" CHECK ("kind" IN ('overview', 'prd', 'tech_spec', 'user_stories', 'validation_plan', 'prototype_prompt', 'decisions', 'actions')),
    ADD CONSTRAINT "build_packs_format_type_check" CHECK ("format_type" IN ('markdown', 'pdf', 'json'));
ALTER TABLE "step_artifacts"
    ADD CONSTRAINT "step_artifacts_origin_check" CHECK ("origin" IN ('human', 'imported', 'model', 'synthetic')),
    ADD CONSTRAINT "step_artifacts_version_check" CHECK ("version" >= 1);
ALTER TABLE "step_summaries"
    ADD CONSTRAINT "step_summaries_kind_check" CHECK ("kind" IN ('deterministic', 'model', 'failed')),
    ADD CONSTRAINT "step_summaries_version_check" CHECK ("version" >= 1),
    ADD CONSTRAINT "step_summaries_failed_check" CHECK ("kind" <> 'failed' OR NOT "is_current");
ALTER TABLE "contexts"
    ADD CONSTRAINT "contexts_fork_check" CHECK (("parent_id" IS NULL) = ("fork_version" IS NULL)),
    ADD CONSTRAINT "contexts_handled_version_check" CHECK ("handled_version" BETWEEN 0 AND "latest_version");
ALTER TABLE "messages"
    ADD CONSTRAINT "messages_role_check" CHECK ("role" IN ('user', 'assistant', 'system', 'tool')),
    ADD CONSTRAINT "messages_message_type_check" CHECK ("message_type" IN ('text', 'agent_request', 'agent_progress', 'agent_result')),
    ADD CONSTRAINT "messages_token_count_check" CHECK ("token_count" >= 0);
ALTER TABLE "conversation_contexts"
    ADD CONSTRAINT "conversation_contexts_scope_check" CHECK ("scope" IN ('thread', 'workshop', 'team')),
    ADD CONSTRAINT "conversation_contexts_context_type_check" CHECK ("context_type" IN ('domain', 'preference', 'project', 'technology')),
    ADD CONSTRAINT "conversation_contexts_confidence_check" CHECK ("confidence" BETWEEN 0 AND 1);
ALTER TABLE "outbox"
    ADD CONSTRAINT "outbox_finished_check" CHECK ("done_at" IS NULL OR "failed_at" IS NULL);
ALTER TABLE "cards"
    ADD CONSTRAINT "cards_kind_check" CHECK ("kind" IN ('hub', 'step', 'read-back', 'finale')),
    ADD CONSTRAINT "cards_shown_revision_check" CHECK ("shown_revision" BETWEEN 0 AND "wanted_revision");
