-- AlterTable
ALTER TABLE "timers" ADD COLUMN     "held_by" TEXT,
ADD COLUMN     "length_ms" INTEGER NOT NULL;

-- AlterTable
ALTER TABLE "workshop_members" ADD COLUMN     "asked_for" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "digest" TEXT NOT NULL DEFAULT 'daily',
ADD COLUMN     "next_digest_at" TIMESTAMPTZ(3);

-- What Prisma's schema language cannot say.

ALTER TABLE "timers"
    DROP CONSTRAINT "timers_paused_check",
    ADD CONSTRAINT "timers_paused_check" CHECK (("status" = 'paused') = ("remaining_ms" IS NOT NULL) AND ("status" = 'paused') = ("held_by" IS NOT NULL)),
    ADD CONSTRAINT "timers_held_by_check" CHECK ("held_by" IN ('person', 'workshop')),
    ADD CONSTRAINT "timers_length_check" CHECK ("length_ms" > 0);
ALTER TABLE "workshop_members"
    ADD CONSTRAINT "workshop_members_digest_check" CHECK ("digest" IN ('daily', 'urgent'));
-- A session that nobody has noted anything of is taken to have ended where it began.
UPDATE "sessions" SET "last_activity_at" = coalesce("ended_at", "started_at") WHERE "last_activity_at" IS NULL;
