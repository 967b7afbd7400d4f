-- AlterTable
ALTER TABLE "cards" ADD COLUMN     "shown_digest" TEXT;

-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "stop_wanted_at" TIMESTAMPTZ(3),
ADD COLUMN     "trace" TEXT;

-- CreateTable
CREATE TABLE "paces" (
    "org_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "paces_pkey" PRIMARY KEY ("org_id","name")
);

-- CreateTable
CREATE TABLE "chores" (
    "name" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chores_pkey" PRIMARY KEY ("name")
);
