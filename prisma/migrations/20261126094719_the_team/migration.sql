-- DropForeignKey
ALTER TABLE "workshop_steps" DROP CONSTRAINT "workshop_steps_step_id_fkey";

-- DropIndex
DROP INDEX "workshop_steps_step_id_idx";

-- AlterTable
ALTER TABLE "cards" ADD COLUMN     "subject_id" TEXT;

-- AlterTable
ALTER TABLE "conversation_contexts" ADD COLUMN     "carried_from_id" TEXT,
ADD COLUMN     "consented_by" TEXT,
ADD COLUMN     "forgotten_by" TEXT;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "last_activity_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "step_artifacts" ADD COLUMN     "draft" JSONB,
ADD COLUMN     "epoch" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "restored_from" INTEGER;

-- AlterTable
ALTER TABLE "step_definitions" DROP CONSTRAINT "step_definitions_pkey",
ADD CONSTRAINT "step_definitions_pkey" PRIMARY KEY ("template_id", "id");

-- AlterTable
ALTER TABLE "workshop_members" ADD COLUMN     "last_seen_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "workshop_steps" ADD COLUMN     "deadline_at" TIMESTAMPTZ(3),
ADD COLUMN     "deadline_said" TEXT NOT NULL DEFAULT 'nothing',
ADD COLUMN     "inherited_artifact_id" TEXT,
ADD COLUMN     "inherited_summary_id" TEXT,
ADD COLUMN     "template_id" TEXT NOT NULL DEFAULT 'design-thinking';

-- AlterTable
ALTER TABLE "workshops" ADD COLUMN     "fork_depth" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "wake_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "templates" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "checksum" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "templates_pkey" PRIMARY KEY ("id","version")
);

-- CreateTable
CREATE TABLE "step_participants" (
    "workshop_step_id" TEXT NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "messages" INTEGER NOT NULL DEFAULT 0,
    "last_message_at" TIMESTAMPTZ(3),

    CONSTRAINT "step_participants_pkey" PRIMARY KEY ("workshop_step_id","slack_user_id")
);

-- CreateTable
CREATE TABLE "approvals" (
    "id" TEXT NOT NULL,
    "workshop_id" TEXT NOT NULL,
    "workshop_step_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "seq" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "approvals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "activities" (
    "id" TEXT NOT NULL,
    "workshop_id" TEXT NOT NULL,
    "workshop_step_id" TEXT NOT NULL,
    "definition_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "round" INTEGER NOT NULL DEFAULT 1,
    "epoch" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "settings" JSONB NOT NULL DEFAULT '{}',
    "options" JSONB NOT NULL DEFAULT '[]',
    "opened_by" TEXT NOT NULL,
    "opened_seq" INTEGER NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closes_at" TIMESTAMPTZ(3),
    "closed_by" TEXT,
    "closed_seq" INTEGER,
    "closed_at" TIMESTAMPTZ(3),
    "result" JSONB,
    "decision" JSONB,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "activities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ballots" (
    "id" TEXT NOT NULL,
    "activity_id" TEXT NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ballots_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "votes" (
    "ballot_id" TEXT NOT NULL,
    "option_id" TEXT NOT NULL,
    "dots" INTEGER NOT NULL DEFAULT 0,
    "choice" TEXT,

    CONSTRAINT "votes_pkey" PRIMARY KEY ("ballot_id","option_id")
);

-- CreateTable
CREATE TABLE "sheets" (
    "id" TEXT NOT NULL,
    "activity_id" TEXT NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "lines" JSONB NOT NULL DEFAULT '[]',
    "seq" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sheets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "timers" (
    "id" TEXT NOT NULL,
    "workshop_id" TEXT NOT NULL,
    "workshop_step_id" TEXT NOT NULL,
    "activity_id" TEXT,
    "label" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL DEFAULT 'running',
    "started_by" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "remaining_ms" INTEGER,
    "shown" TEXT NOT NULL DEFAULT 'whole',
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "timers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "nudges" (
    "id" TEXT NOT NULL,
    "org_id" TEXT NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "local_day" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "workshop_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "nudges_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "action_requests" (
    "id" TEXT NOT NULL,
    "workshop_id" TEXT NOT NULL,
    "step_id" TEXT,
    "action" TEXT NOT NULL,
    "params" JSONB NOT NULL DEFAULT '{}',
    "is_destructive" BOOLEAN NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'offered',
    "requested_by" TEXT,
    "epoch" INTEGER,
    "offered_seq" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "progress" JSONB NOT NULL DEFAULT '[]',
    "result" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "action_requests_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "step_participants_slack_user_id_idx" ON "step_participants"("slack_user_id");

-- CreateIndex
CREATE INDEX "approvals_workshop_id_idx" ON "approvals"("workshop_id");

-- CreateIndex
CREATE INDEX "approvals_workshop_step_id_kind_idx" ON "approvals"("workshop_step_id", "kind");

-- CreateIndex
CREATE INDEX "activities_workshop_id_idx" ON "activities"("workshop_id");

-- CreateIndex
CREATE INDEX "activities_workshop_step_id_definition_id_idx" ON "activities"("workshop_step_id", "definition_id");

-- CreateIndex
CREATE UNIQUE INDEX "ballots_activity_id_slack_user_id_key" ON "ballots"("activity_id", "slack_user_id");

-- CreateIndex
CREATE UNIQUE INDEX "sheets_activity_id_slack_user_id_key" ON "sheets"("activity_id", "slack_user_id");

-- CreateIndex
CREATE INDEX "timers_workshop_id_idx" ON "timers"("workshop_id");

-- CreateIndex
CREATE INDEX "timers_workshop_step_id_idx" ON "timers"("workshop_step_id");

-- CreateIndex
CREATE INDEX "timers_activity_id_idx" ON "timers"("activity_id");

-- CreateIndex
CREATE INDEX "nudges_workshop_id_idx" ON "nudges"("workshop_id");

-- CreateIndex
CREATE UNIQUE INDEX "nudges_org_id_slack_user_id_local_day_key" ON "nudges"("org_id", "slack_user_id", "local_day");

-- CreateIndex
CREATE INDEX "action_requests_workshop_id_status_idx" ON "action_requests"("workshop_id", "status");

-- CreateIndex
CREATE INDEX "workshop_steps_template_id_step_id_idx" ON "workshop_steps"("template_id", "step_id");

-- CreateIndex
CREATE INDEX "workshop_steps_inherited_artifact_id_idx" ON "workshop_steps"("inherited_artifact_id");

-- CreateIndex
CREATE INDEX "workshop_steps_inherited_summary_id_idx" ON "workshop_steps"("inherited_summary_id");

-- AddForeignKey
ALTER TABLE "workshop_steps" ADD CONSTRAINT "workshop_steps_template_id_step_id_fkey" FOREIGN KEY ("template_id", "step_id") REFERENCES "step_definitions"("template_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workshop_steps" ADD CONSTRAINT "workshop_steps_inherited_artifact_id_fkey" FOREIGN KEY ("inherited_artifact_id") REFERENCES "step_artifacts"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "workshop_steps" ADD CONSTRAINT "workshop_steps_inherited_summary_id_fkey" FOREIGN KEY ("inherited_summary_id") REFERENCES "step_summaries"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "step_participants" ADD CONSTRAINT "step_participants_workshop_step_id_fkey" FOREIGN KEY ("workshop_step_id") REFERENCES "workshop_steps"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_workshop_step_id_fkey" FOREIGN KEY ("workshop_step_id") REFERENCES "workshop_steps"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "activities" ADD CONSTRAINT "activities_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "activities" ADD CONSTRAINT "activities_workshop_step_id_fkey" FOREIGN KEY ("workshop_step_id") REFERENCES "workshop_steps"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ballots" ADD CONSTRAINT "ballots_activity_id_fkey" FOREIGN KEY ("activity_id") REFERENCES "activities"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "votes" ADD CONSTRAINT "votes_ballot_id_fkey" FOREIGN KEY ("ballot_id") REFERENCES "ballots"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sheets" ADD CONSTRAINT "sheets_activity_id_fkey" FOREIGN KEY ("activity_id") REFERENCES "activities"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "timers" ADD CONSTRAINT "timers_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "timers" ADD CONSTRAINT "timers_workshop_step_id_fkey" FOREIGN KEY ("workshop_step_id") REFERENCES "workshop_steps"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "timers" ADD CONSTRAINT "timers_activity_id_fkey" FOREIGN KEY ("activity_id") REFERENCES "activities"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "nudges" ADD CONSTRAINT "nudges_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "action_requests" ADD CONSTRAINT "action_requests_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.

DROP INDEX "cards_one_of_a_kind";
CREATE UNIQUE INDEX "cards_one_of_a_kind" ON "cards"("workshop_id", "kind", coalesce("step_id", ''), coalesce("subject_id", ''));
ALTER TABLE "cards" DROP CONSTRAINT "cards_kind_check";
ALTER TABLE "cards" ADD CONSTRAINT "cards_kind_check"
    CHECK ("kind" IN ('hub', 'step', 'read-back', 'finale', 'proposal', 'activity', 'timer', 'action', 'comparison'));

ALTER TABLE "workshops"
    ADD CONSTRAINT "workshops_fork_depth_check" CHECK (("fork_depth" > 0) = ("parent_workshop_id" IS NOT NULL) AND "fork_depth" <= 2);
CREATE INDEX "workshops_wake_at" ON "workshops"("wake_at") WHERE "wake_at" IS NOT NULL;
ALTER TABLE "workshop_steps"
    ADD CONSTRAINT "workshop_steps_deadline_said_check" CHECK ("deadline_said" IN ('nothing', 'soon', 'over'));
ALTER TABLE "approvals"
    ADD CONSTRAINT "approvals_kind_check" CHECK ("kind" IN ('done', 'sign-off'));
CREATE UNIQUE INDEX "approvals_one_each" ON "approvals"("workshop_step_id", "kind", "slack_user_id") WHERE "withdrawn_at" IS NULL;
ALTER TABLE "activities"
    ADD CONSTRAINT "activities_kind_check" CHECK ("kind" IN ('write', 'vote', 'rate')),
    ADD CONSTRAINT "activities_status_check" CHECK ("status" IN ('open', 'closed', 'cancelled')),
    ADD CONSTRAINT "activities_closed_check" CHECK (("status" = 'open') = ("closed_at" IS NULL)),
    ADD CONSTRAINT "activities_round_check" CHECK ("round" >= 1);
CREATE UNIQUE INDEX "activities_one_open" ON "activities"("workshop_step_id", "definition_id") WHERE "status" = 'open';
ALTER TABLE "votes"
    ADD CONSTRAINT "votes_dots_check" CHECK ("dots" BETWEEN 0 AND 8);
ALTER TABLE "timers"
    ADD CONSTRAINT "timers_status_check" CHECK ("status" IN ('running', 'paused', 'ended', 'cancelled')),
    ADD CONSTRAINT "timers_shown_check" CHECK ("shown" IN ('whole', 'half', 'minute', 'over')),
    ADD CONSTRAINT "timers_paused_check" CHECK (("status" = 'paused') = ("remaining_ms" IS NOT NULL));
CREATE UNIQUE INDEX "timers_one_running" ON "timers"("workshop_step_id") WHERE "status" IN ('running', 'paused');
ALTER TABLE "nudges"
    ADD CONSTRAINT "nudges_kind_check" CHECK ("kind" IN ('digest', 'reminder', 'nudge'));
ALTER TABLE "action_requests"
    ADD CONSTRAINT "action_requests_status_check" CHECK ("status" IN ('offered', 'running', 'done', 'failed', 'cancelled', 'expired', 'void')),
    ADD CONSTRAINT "action_requests_decided_check" CHECK ("status" NOT IN ('running', 'done', 'failed', 'cancelled') OR "decided_at" IS NOT NULL);
