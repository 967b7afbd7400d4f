import type { WorkshopHealth } from '../../ports/doctor.ts';
import { joinPhrases, ours, type Phrase, phrase } from '../../workshop/phrase.ts';
import { sayDuration } from '../../workshop/presence.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import { failureKind, requireBudget } from '../model-use.ts';
import type { Asker, Deps } from '../use-case.ts';
import { mendFailure } from './mend-failure.ts';

/** One line of the doctor's report. */
export interface Finding {
  isWell: boolean;
  says: Phrase;
  /** Numbers and Slack's own words: for hosts. */
  detail?: Phrase;
}

/** No check may keep a person waiting, nor Slack, which gives a command three seconds. */
const checkMs = 1_800;
const maxProblems = 3;

type Check = (deps: Deps, asker: Asker, workshop: Workshop | undefined) => Promise<Finding[]>;

/** All checks at once, each on its own: one that fails or hangs is a finding itself. */
export async function examine(deps: Deps, asker: Asker, workshop: Workshop | undefined): Promise<Finding[]> {
  const found = await Promise.all(
    checks.map(async ([what, check]) => {
      try {
        return (
          (await inTime(check(deps, asker, workshop))) ?? [
            ill(phrase`${what} did not answer in time. Try again in a minute; if it stays so, the log of the bot says more.`),
          ]
        );
      } catch (error) {
        deps.log.warn({ check: what, error: String(error).slice(0, 300) }, 'a check of the doctor failed');
        return [ill(phrase`${what} could not be checked. The log of the bot says why.`)];
      }
    }),
  );
  return found.flat();
}

const well = (says: Phrase, detail?: Phrase): Finding => ({ isWell: true, says, ...(detail ? { detail } : {}) });
const ill = (says: Phrase, detail?: Phrase): Finding => ({ isWell: false, says, ...(detail ? { detail } : {}) });

async function inTime<T>(answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, checkMs, undefined);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

const checkChannel: Check = async ({ probes, channels }, { channelId }, workshop) => {
  const state = await probes.channel(workshop?.channelId ?? channelId);
  const resume =
    workshop?.status === 'paused' && workshop.settings.trouble ? phrase` Then “/workshop resume” goes on where we stopped.` : phrase``;
  // The line about permissions says what to do.
  if (state === 'hidden') return [];
  if (state === 'archived')
    return [ill(phrase`The channel is archived, so nobody can write in it. Unarchive it in the channel's settings.${resume}`)];
  if (state === 'not-invited') return [ill(phrase`I am not in the channel. Type “/invite @${channels.botName}” there.${resume}`)];
  if (workshop?.settings.trouble)
    return [
      ill(
        phrase`“${workshop.title}” is on hold, since Slack kept me out of the channel. ${mendFailure(workshop.settings.trouble)}`,
        phrase`${workshop.settings.trouble}`,
      ),
    ];
  return [well(phrase`I am in the channel and may write in it.`)];
};

const checkScopes: Check = async ({ probes }, { channelId }, workshop) => {
  const missing = await probes.missingScopes(workshop?.channelId ?? channelId);
  if (missing.length === 0) return [well(phrase`Slack gives me every permission that I need.`)];
  const lines = missing.map(({ scope, without }) => phrase`The permission “${scope}” is missing: ${without}.`);
  const where = phrase`under “OAuth & Permissions” of the Slack app and installs the app again`;
  if (lines.length === 1) return [ill(joinPhrases([...lines, phrase`An admin adds it ${where}.`], ' '))];
  return [
    ill(
      joinPhrases(
        [phrase`${lines.length} permissions are missing. An admin adds them ${where}:`, ...lines.map((line) => phrase`• ${line}`)],
        '\n',
      ),
    ),
  ];
};

const checkHearing: Check = async ({ store, probes, clock }, _asker, workshop) => {
  const eventAt = probes.lastEventAt();
  const now = clock.now().getTime();
  if (!workshop) return [];
  const { lastHeardAt } = await store.workshopHealth(workshop.id, clock.now());
  if (lastHeardAt) return [well(phrase`I last heard somebody in this workshop ${sayDuration(now - lastHeardAt.getTime())} ago.`)];
  if (eventAt) return [well(phrase`Nobody has written in this workshop yet; Slack does tell me what happens elsewhere.`)];
  return [
    ill(
      phrase`I have heard nothing from Slack since I was started. Write something in the newest card's thread; if I stay silent, an admin looks at “Event Subscriptions” of the Slack app.`,
    ),
  ];
};

const checkDeliveries: Check = async ({ store, clock }, _asker, workshop) => {
  if (!workshop) return [];
  const health = await store.workshopHealth(workshop.id, clock.now());
  return [sayDeliveries(health, clock.now()), sayOverdue(health, clock.now())];
};

function sayDeliveries({ failed, lastFailure, waiting, oldestWaitingAt, cardsInTrouble }: WorkshopHealth, now: Date): Finding {
  if (failed > 0)
    return ill(
      phrase`Slack refused ${failed === 1 ? 'something' : `${failed} things`} that I wanted to post in the last day. ${mendFailure(lastFailure ?? '')}`,
      phrase`${lastFailure ?? 'unknown'}`,
    );
  if (waiting > 0 && oldestWaitingAt)
    return ill(
      phrase`${waiting === 1 ? 'One post waits' : `${waiting} posts wait`} for Slack since ${sayDuration(now.getTime() - oldestWaitingAt.getTime())}. I keep trying; status.slack.com shows whether Slack has trouble.`,
    );
  if (cardsInTrouble > 0)
    return ill(
      phrase`${cardsInTrouble === 1 ? 'A card shows' : `${cardsInTrouble} cards show`} an old state, since Slack did not take the new one. I keep trying.`,
    );
  return well(phrase`Everything that I wanted to post is posted.`);
}

function sayOverdue({ overdueTurns, overdueSince }: WorkshopHealth, now: Date): Finding {
  if (overdueTurns === 0) return well(phrase`No answer of mine, and no timer, is overdue.`);
  const since = overdueSince ? sayDuration(now.getTime() - overdueSince.getTime()) : 'a while';
  return ill(
    phrase`Something that I should have done is overdue by ${since}. I look for such things every half minute; if it stays, the operator starts the bot anew, and nothing is lost.`,
  );
}

const checkDatabase: Check = async ({ store }) => {
  try {
    const { server, migrations, missing } = await store.databaseHealth();
    if (missing.length > 0)
      return [
        ill(
          phrase`The database is older than this program. The operator starts the bot anew: that brings it up to date.`,
          phrase`missing: ${missing.slice(0, maxProblems).join(', ')}`,
        ),
      ];
    return [well(phrase`The database answers.`, phrase`${server}, ${migrations} migrations`)];
  } catch {
    return [ill(phrase`The database does not answer. The operator looks at DATABASE_URL and whether its server runs.`)];
  }
};

const checkModel: Check = async (deps, _asker, workshop) => {
  const { model, probes } = deps;
  if (!model) return [well(phrase`I work in guided mode, without a language model.`)];
  const trouble = await probes.model?.();
  if (trouble)
    return [
      ill(
        phrase`The language model can't be used, so I ask fixed questions meanwhile. The operator looks at MODEL and OPENAI_API_KEY.`,
        phrase`${trouble}`,
      ),
    ];
  if (!workshop) return [well(phrase`The language model answers.`)];
  try {
    await requireBudget(deps, model, workshop);
  } catch (error) {
    if (failureKind(error) !== 'over-cap') throw error;
    return [
      ill(
        phrase`The language model's budget is used up, so I ask fixed questions meanwhile. The operator can raise MODEL_CAP_WORKSHOP or MODEL_CAP_DAY.`,
        phrase`${error instanceof Error ? error.message : ''}`,
      ),
    ];
  }
  if (workshop.settings.modelAway)
    return [
      ill(phrase`The language model did not answer the last time, so I asked my own question. I try it again with the next message.`),
    ];
  const isUsed = workshop.facilitatorMode === 'model';
  return [
    well(
      isUsed ? phrase`The language model answers.` : phrase`There is a language model; this workshop goes without it, as its settings say.`,
    ),
  ];
};

const checkTemplates: Check = async ({ templates }) => {
  const problems = templates.problems();
  const kept = templates.kept();
  const first = (sentences: readonly string[]) =>
    joinPhrases(
      sentences.slice(0, maxProblems).map((sentence) => phrase`${sentence}`),
      '; ',
    );
  const used =
    problems.length === 0
      ? well(phrase`Every method that is installed can be used.`)
      : ill(
          phrase`${problems.length === 1 ? 'A mistake keeps' : `${problems.length} mistakes keep`} a method file of the operator from being used. All others work; the log says what to mend.`,
          first(problems),
        );
  if (kept.length === 0) return [used];
  return [used, well(phrase`Workshops that began with a method of before, which would be refused today, go on with it.`, first(kept))];
};

const checkTimeZone: Check = async ({ people }, { userId }) => {
  const zone = await people.timeZoneOf(userId);
  if (zone) return [well(phrase`I know your time zone: ${zone}.`)];
  return [
    ill(
      phrase`I don't know your time zone, so deadlines and daily messages go by the host's. Set it in Slack under Preferences, Language & region.`,
    ),
  ];
};

const checkPack: Check = async ({ store }, _asker, workshop) => {
  if (!workshop) return [];
  const [newest] = await store.buildPacks(workshop.id);
  const rung = Number(/^rung:(\d)/.exec(newest?.canvasStatus ?? '')?.[1] ?? 0);
  if (rung < 4) return [];
  return [
    ill(
      phrase`The last build pack became ${rung === 4 ? 'a file' : 'posts'}, since Slack gave me no canvas. An admin can turn canvases on for the workspace; then “/workshop canvas” makes one.`,
    ),
  ];
};

const checks: readonly (readonly [string, Check])[] = [
  ['The channel', checkChannel],
  ['Slack’s permissions', checkScopes],
  ['What I hear', checkHearing],
  ['What I post', checkDeliveries],
  ['The database', checkDatabase],
  ['The language model', checkModel],
  ['The methods', checkTemplates],
  ['The build pack', checkPack],
  ['Your time zone', checkTimeZone],
];

/** The report as one text: what is wrong first. `isHost`: with the details. */
export function sayFindings(findings: readonly Finding[], isHost: boolean): Phrase {
  const troubles = findings.filter((one) => !one.isWell);
  const line = ({ isWell, says, detail }: Finding) =>
    phrase`${ours(isWell ? ':white_check_mark:' : ':warning:')} ${says}${isHost && detail ? phrase` (${detail})` : phrase``}`;
  const head =
    troubles.length === 0
      ? phrase`*All is well.*`
      : phrase`*${troubles.length === 1 ? 'One thing needs' : `${troubles.length} things need`} somebody's hand.*`;
  return joinPhrases([head, ...troubles.map(line), ...findings.filter((one) => one.isWell).map(line)], '\n');
}
