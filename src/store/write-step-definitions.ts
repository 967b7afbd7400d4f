import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import { designThinking, stepPosition } from '../workshop/steps.ts';

/** Brings step_definitions to what the definition file says. Nothing reads them back: they are there for whoever looks into the database. */
export async function writeStepDefinitions(prisma: PrismaClient): Promise<void> {
  const rows = designThinking.steps.map(
    (step) =>
      Prisma.sql`(${step.id}, ${designThinking.id}, ${stepPosition(step.id)}::int, ${step.name}, ${step.purpose}, ${`${step.opening.question}\n${step.opening.how}`})`,
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
