import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import type { Templates } from '../ports/templates.ts';

/** Brings step_definitions to what the newest version of each template says. Nothing reads them back: they are there for whoever looks into the database. */
export async function writeStepDefinitions(prisma: PrismaClient, templates: Templates): Promise<void> {
  const rows = templates.list().flatMap((template) =>
    template.steps.map(({ id, name, purpose, opening }) => {
      const prompt = `${opening.question}\n${opening.how}`;
      return Prisma.sql`(${id}, ${template.id}, ${template.positionOf(id)}::int, ${name}, ${purpose}, ${prompt})`;
    }),
  );
  await prisma.$executeRaw`
    INSERT INTO step_definitions AS stored (id, template_id, "order", name, description, prompt_template)
    VALUES ${Prisma.join(rows)}
    ON CONFLICT (template_id, id) DO UPDATE
    SET "order" = excluded."order", name = excluded.name, description = excluded.description,
        prompt_template = excluded.prompt_template, updated_at = now()
    WHERE (stored."order", stored.name, stored.description, stored.prompt_template)
      IS DISTINCT FROM (excluded."order", excluded.name, excluded.description, excluded.prompt_template)`;
}
