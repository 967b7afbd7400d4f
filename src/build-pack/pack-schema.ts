import { z } from 'zod';
import { documentKinds } from '../workshop/step-definition.ts';
import type { OverviewDetail, OverviewLine } from './overview.ts';
import type { BuildPack } from './pack.ts';

const stepId = z.string().describe('A step of the template.');
const userId = z.string().describe('A Slack user id.');
const instant = z.iso.datetime();
const count = z.int().min(0);

const sources = z
  .strictObject({
    messageIds: z.array(z.string()).min(1),
    userIds: z.array(userId),
    origin: z.enum(['human', 'imported', 'model', 'synthetic']),
  })
  .meta({ id: 'sources', description: 'The messages that a line rests on, their authors, and how certain its origin is.' });

const detail: z.ZodType<OverviewDetail> = z.strictObject({
  key: z.string(),
  label: z.string(),
  text: z.string(),
  items: z.array(z.string()).exactOptional(),
  group: z.string().exactOptional(),
  sources: sources.exactOptional().describe('Who said it, where that is told apart from the rest of its line.'),
});

const decision = z
  .strictObject({ stepId, decidedBy: userId.nullable(), at: instant })
  .meta({ id: 'decision', description: 'Who decided something for all, in which step, and when.' });

const line = z
  .strictObject({
    path: z.string(),
    title: z.string(),
    marks: z.array(z.string()),
    flags: z.array(z.string()).exactOptional(),
    details: z.array(detail),
    get parts(): z.ZodType<OverviewLine['parts']> {
      return z.array(z.strictObject({ label: z.string(), lines: z.array(line) }));
    },
    sources: sources.exactOptional(),
    own: sources.exactOptional().describe('Of its title and marks alone, where the people behind it are told apart.'),
    decision: decision.exactOptional(),
    isWhole: z.boolean().exactOptional().describe('Only part of it is shown, and it is not known who of its people said which part.'),
  })
  .meta({
    id: 'line',
    description: 'Something that the team wrote down, in its words. Without `sources` nobody said it: it is an assumption.',
  });

const section = z
  .strictObject({
    key: z.string(),
    label: z.string(),
    singular: z.string(),
    shape: z.enum(['line', 'list', 'table', 'profiles']).describe('How it reads best.'),
    nameLabel: z.string(),
    columns: z.array(z.strictObject({ key: z.string(), label: z.string() })),
    lines: z.array(line),
    besides: z.string().exactOptional().describe('Key of the section with the groups that have none of these lines.'),
  })
  .meta({ id: 'section', description: 'Lines of one kind.' });

const outcome = z.strictObject({ name: z.string(), lead: z.string(), lines: z.array(line), detail: z.string().exactOptional() });

const step = z.strictObject({
  stepId,
  position: z.int().min(1),
  name: z.string(),
  status: z.enum(['done', 'in-progress', 'stale', 'not-reached']),
  headline: z.string().exactOptional(),
  sections: z.array(section),
  missing: z.array(z.string()),
  gaps: z.array(z.string()),
  skipReason: z.string().exactOptional(),
  decision: decision.exactOptional(),
  concerns: z.array(line),
});

const coverage = z
  .strictObject({ total: count, linked: count, assumptions: count, synthetic: count, deleted: count.exactOptional() })
  .describe(
    'Of lines: linked + assumptions + deleted = total. Of those deleted, every message was taken away since; synthetic ones are among the linked.',
  );

const document = z.strictObject({
  kind: z.enum([...documentKinds, 'decisions', 'actions']),
  title: z.string(),
  sections: z.array(
    z.strictObject({
      heading: z.string(),
      from: z.array(z.strictObject({ stepId, name: z.string(), version: z.int().min(1).nullable() })),
      parts: z.array(section),
      prose: z.array(line).exactOptional(),
    }),
  ),
  missing: z.array(z.string()),
  coverage,
});

const vote = z.strictObject({
  stepId,
  label: z.string(),
  round: z.int().min(1),
  closedAt: instant,
  took: count,
  of: count,
  options: z.array(z.strictObject({ text: z.string(), dots: count, rank: z.int().min(1), taken: z.boolean() })),
  decidedBy: userId.nullable(),
  decidedAt: instant.exactOptional(),
});

/** The build pack's json, whole and exact: docs/build-pack.schema.json is made from this. */
export const packSchema = z
  .strictObject({
    schema: z.literal(1),
    workshopId: z.string(),
    title: z.string(),
    originalIdea: z.string(),
    startedAt: instant,
    madeAt: instant,
    endedEarly: z.boolean(),
    host: userId,
    contributors: z.array(z.strictObject({ userId, lines: count })),
    lines: z.strictObject({ total: count, linked: count, deleted: count.exactOptional() }),
    answer: z.strictObject({
      question: z.strictObject({ line: line.exactOptional() }).exactOptional(),
      outcome: outcome.extend({ meanwhile: outcome.exactOptional() }).exactOptional(),
      test: z.strictObject({ line: line.exactOptional(), how: z.string().exactOptional() }).exactOptional(),
    }),
    decisions: z.array(
      z.strictObject({
        stepId,
        name: z.string(),
        text: z.string(),
        line: line.exactOptional(),
        notTaken: z.array(z.string()).exactOptional(),
      }),
    ),
    openGaps: z.array(z.strictObject({ stepId, name: z.string(), text: z.string() })),
    disagreement: z.array(z.strictObject({ stepId, name: z.string(), line })),
    nextSteps: z.array(line),
    steps: z.array(step),
    sourceVersions: z.record(z.string(), z.int().min(1)).describe('The version of each finished step that this was made from.'),
    documents: z.array(document),
    missing: z.array(z.string()).exactOptional().describe('Titles of documents that are left out entirely, for nothing was said for them.'),
    votes: z.array(vote),
    voices: z.array(z.strictObject({ userId, messages: count, lines: count })),
  })
  .meta({ title: 'Build pack', description: 'What a workshop came to, as data.' }) satisfies z.ZodType<BuildPack>;
