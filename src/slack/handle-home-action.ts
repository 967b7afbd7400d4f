import { openForm } from '../turns/forms.ts';
import { pressAtHome } from '../turns/home/press-at-home.ts';
import { nowhere } from '../turns/home/start-form.ts';
import type { Asker, Reply } from '../turns/use-case.ts';
import { explainToPerson } from './answer-person.ts';
import type { Interaction } from './parse-interaction.ts';
import { renderForm } from './render-form.ts';
import type { SlackContext } from './slack-context.ts';
import { refuseResume } from './start-guard.ts';

type HomePress = Extract<Interaction, { kind: 'home-action' }>;

/** A press in somebody's home: done, acknowledged, and the home drawn anew with the answer on top. */
export async function handleHomeAction(slack: SlackContext, press: HomePress, acknowledge: () => Promise<void>): Promise<void> {
  const { userId } = press.asker;
  const outcome = await run(slack, press).catch((error: unknown) => ({ asker: press.asker, reply: explainToPerson(error, slack.log) }));
  await acknowledge();
  const { asker, reply } = outcome;
  if (!reply?.form) {
    await slack.homes.show(slack, userId, reply);
    // What it set off, such as the card of the next step, stands in Slack a moment later.
    return slack.homes.touch(slack, userId);
  }
  try {
    const form = await openForm(slack.deps, asker, reply.form);
    await slack.client.views.open({ trigger_id: press.triggerId, view: renderForm(form, { channelId: asker.channelId || nowhere }) });
  } catch (error) {
    await slack.homes.show(slack, userId, explainToPerson(error, slack.log));
  }
}

async function run(slack: SlackContext, { asker, action, value }: HomePress): Promise<{ asker: Asker; reply: Reply | undefined }> {
  const isResume = action === 'verb-on' && /"v":"resume"/.test(value);
  const guarded = isResume ? await slack.deps.store.findMembership({ ...asker, workshopId: workshopIn(value) }) : undefined;
  const refusal = guarded && (await refuseResume(slack, { ...asker, channelId: guarded.channelId }));
  return refusal ? { asker, reply: refusal } : pressAtHome(slack.deps, asker, action, value);
}

function workshopIn(value: string): string {
  return /"w":"([^"]+)"/.exec(value)?.[1] ?? '';
}
