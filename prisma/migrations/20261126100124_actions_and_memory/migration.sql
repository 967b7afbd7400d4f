-- AlterTable
ALTER TABLE "action_requests" ADD COLUMN     "basis" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "is_private" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "leased_until" TIMESTAMPTZ(3),
ADD COLUMN     "says" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "conversation_contexts" ADD COLUMN     "seq" INTEGER,
ADD COLUMN     "superseded_seq" INTEGER;
