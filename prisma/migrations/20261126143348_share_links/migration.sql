-- CreateTable
CREATE TABLE "share_links" (
    "id" TEXT NOT NULL,
    "workshop_id" TEXT NOT NULL,
    "build_pack_id" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_opened_at" TIMESTAMPTZ(3),
    "opened_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "share_links_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "share_links_token_hash_key" ON "share_links"("token_hash");

-- CreateIndex
CREATE INDEX "share_links_workshop_id_idx" ON "share_links"("workshop_id");

-- CreateIndex
CREATE INDEX "share_links_build_pack_id_idx" ON "share_links"("build_pack_id");

-- AddForeignKey
ALTER TABLE "share_links" ADD CONSTRAINT "share_links_workshop_id_fkey" FOREIGN KEY ("workshop_id") REFERENCES "workshops"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "share_links" ADD CONSTRAINT "share_links_build_pack_id_fkey" FOREIGN KEY ("build_pack_id") REFERENCES "build_packs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Checks
ALTER TABLE "share_links"
    ADD CONSTRAINT "share_links_token_hash_check" CHECK ("token_hash" ~ '^[0-9a-f]{64}$'),
    ADD CONSTRAINT "share_links_expires_at_check" CHECK ("expires_at" > "created_at"),
    ADD CONSTRAINT "share_links_opened_count_check" CHECK ("opened_count" >= 0);
