-- AlterTable
ALTER TABLE "step_participants" ADD COLUMN     "first_seq" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "workshop_members" ADD COLUMN     "muted_at" TIMESTAMPTZ(3);

-- Who took part so far, counted once from what was said.
INSERT INTO "step_participants" ("workshop_step_id", "slack_user_id", "messages", "first_seq", "last_message_at")
SELECT c."workshop_step_id", m."slack_user_id", count(*)::int, min(m."seq"), max(m."created_at")
FROM "messages" m JOIN "contexts" c ON c."id" = m."context_id"
WHERE m."role" = 'user' AND m."deleted_at" IS NULL AND m."slack_user_id" IS NOT NULL AND c."workshop_step_id" IS NOT NULL
GROUP BY c."workshop_step_id", m."slack_user_id"
ON CONFLICT ("workshop_step_id", "slack_user_id") DO UPDATE
SET "messages" = excluded."messages", "first_seq" = excluded."first_seq", "last_message_at" = excluded."last_message_at";

ALTER TABLE "step_participants"
    ADD CONSTRAINT "step_participants_messages_check" CHECK ("messages" >= 0);
