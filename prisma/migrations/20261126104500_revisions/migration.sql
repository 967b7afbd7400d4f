-- AlterTable
ALTER TABLE "step_artifacts" ADD COLUMN     "retired_seq" INTEGER;

-- AlterTable
ALTER TABLE "step_summaries" ADD COLUMN     "retired_seq" INTEGER;

-- CreateIndex
CREATE INDEX "audit_log_workshop_id_created_at_idx" ON "audit_log"("workshop_id", "created_at");
