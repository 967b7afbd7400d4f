-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "open_wish" TEXT;

-- CreateTable
CREATE TABLE "limit_counters" (
    "org_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "count" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "limit_counters_pkey" PRIMARY KEY ("org_id","name","subject")
);

-- Next to no message is one: they are found without a look at the others.
CREATE INDEX "messages_open_wishes" ON "messages"("context_id") WHERE "open_wish" IS NOT NULL;

ALTER TABLE "messages" ADD CONSTRAINT "messages_open_wish_check" CHECK ("open_wish" IN ('said', 'edited'));

ALTER TABLE "limit_counters" ADD CONSTRAINT "limit_counters_count_check" CHECK ("count" >= 0);
