import { hasBullets } from '../../src/facilitator/guided/split-text.ts';
import { builtInStepIds, type StepId } from '../../src/workshop/ids.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import { playTogether } from './play-together.ts';
import { playFork, playRevise } from './play-what-if.ts';
import type { RehearsalScript, Saying, ScriptLine, SimpleDoing } from './script-format.ts';
import { asksAgain, findButton, type Stage } from './stage.ts';

/** How the host moves on, taking turns so that a rehearsal uses every way there is. */
const waysOn = ['command', 'mention', 'button'] as const;

/** A proposal follows its reply at once or not at all. */
const proposalMs = 1_000;

/** Plays a written workshop from start to finale. What goes wrong is collected in `stage.errors`; it goes on as far as it can. */
export async function playWorkshop(stage: Stage, script: RehearsalScript, { withModel = false } = {}): Promise<void> {
  const host = stage.person(script.host).id;
  await stage.command(host, `start ${script.idea}`, () => stage.stepCard('challenge'));
  for (const [index, stepId] of builtInStepIds.entries()) {
    const card = await stage.waitForStep(stepId);
    await playLines(stage, stepId, card.ts, script.steps[stepId]);
    if (withModel)
      await askModel(stage, script, card.ts).catch((error: unknown) => stage.errors.push(`${stepId}: ${(error as Error).message}`));
    await moveOn(stage, host, stepId, card.ts, waysOn[index % waysOn.length] ?? 'command');
  }
  await stage.control.waitFor(() => stage.finale(), { timeoutMs: stage.options.patienceMs, why: 'the finale' });
}

/** What is said and done in a step's thread. What goes wrong is collected. */
export async function playLines(stage: Stage, stepId: StepId, threadTs: string, lines: readonly ScriptLine[]): Promise<void> {
  const scene = createScene(stage, stepId, threadTs);
  const elsewhere = (more: readonly ScriptLine[]) => (there: StepId, ts: string) => playLines(stage, there, ts, more);
  for (const line of lines) {
    try {
      if ('say' in line) await scene.say(line.say);
      else if ('revise' in line.act) await playRevise(stage, stepId, line.act.revise, elsewhere(line.act.revise.lines));
      else if ('fork' in line.act) await playFork(stage, line.act.fork, elsewhere(line.act.fork.lines));
      else await scene.act(line.act);
    } catch (error) {
      stage.errors.push(`${stepId}: ${(error as Error).message}`);
    }
  }
}

/** Before they move on, somebody asks the facilitator, and what it proposes is taken. */
async function askModel(stage: Stage, script: RehearsalScript, threadTs: string): Promise<void> {
  const replies = () => stage.control.thread(stage.channel, threadTs).filter((message) => message.user === stage.control.bot().id);
  const before = replies().length;
  const host = stage.person(script.host).id;
  await stage.say(host, '@pilot what should we do next?', threadTs);
  const answered = await stage.settle(
    () => replies().length > before && !replies().some((message) => message.streaming),
    stage.options.patienceMs,
  );
  if (!answered) throw new Error('the question to the facilitator was not answered');
  await stage.control.whenDelivered({ timeoutMs: stage.options.patienceMs });
  const proposal = () => replies().findLast((message) => findButton(message.blocks ?? [], 'Write it down'));
  if (!(await stage.settle(proposal, proposalMs))) return;
  await stage.press(host, proposal, 'Write it down', () => proposal() === undefined);
}

async function moveOn(stage: Stage, host: string, stepId: StepId, threadTs: string, way: (typeof waysOn)[number]): Promise<void> {
  const next = designThinking.ids[designThinking.ids.indexOf(stepId) + 1];
  const done = () => (next ? stage.stepCard(next) : stage.finale());
  const whispers = stage.whispersTo(host).length;
  const refused = () =>
    stage
      .whispersTo(host)
      .slice(whispers)
      .some((one) => !asksAgain(one.text));
  const isAnswered = () => done() || stage.whispersTo(host).length > whispers;
  if (way === 'mention') {
    await stage.say(host, '@pilot next', threadTs);
    await stage.settle(isAnswered, stage.options.patienceMs);
  } else if (way === 'button') {
    await stage
      .press(
        host,
        () =>
          stage.control
            .thread(stage.channel, threadTs)
            .toReversed()
            .find((message) => findButton(message.blocks ?? [], 'Next step')),
        'Next step',
        isAnswered,
      )
      .catch(() => undefined);
  }
  if (done()) return;
  const outcome = refused() ? 'refused' : await stage.command(host, 'next', done, refused);
  // The host may have been told something else just now, or asked twice since an answer was lost: moving on is then still on its way.
  if (outcome === 'done' || (await stage.settle(done, stage.options.patienceMs / 8))) return;
  const whisper = stage.whispersTo(host).at(-1);
  stage.errors.push(`${stepId} did not complete: ${whisper?.text ?? 'no answer'}`);
  await stage.command(host, 'skip the script does not fill this step', done);
}

function createScene(stage: Stage, stepId: StepId, threadTs: string) {
  const named = new Map<string, string>();
  const tsOf = (id: string) => {
    const ts = named.get(id);
    if (!ts) throw new Error(`the script speaks of a message “${id}” that it does not have`);
    return ts;
  };
  const untilCaptured = async (ts: string, what: string) => {
    const seen = await stage.settle(() => stage.isAcknowledged(threadTs, ts), stage.options.patienceMs);
    if (!seen) throw new Error(`“${what.slice(0, 80)}” was not captured`);
  };
  const pin = async (by: string, ts: string) => {
    await stage.control.addReaction({ as: stage.person(by).id, channel: stage.channel, ts, name: 'pushpin' });
  };

  return {
    async say(line: Saying) {
      const ts = await stage.say(stage.person(line.by).id, line.text, threadTs);
      if (line.id) named.set(line.id, ts);
      if (line.pinned) await pin(line.pinned, ts);
      const isGiven = line.text.startsWith('@pilot') || line.pinned || (designThinking.step(stepId).lines && hasBullets(line.text));
      if (isGiven && !line.chatter) await untilCaptured(ts, line.text);
    },
    async act(act: SimpleDoing) {
      if ('join' in act) {
        await stage.control.joinChannel({ as: stage.person(act.join).id, channel: stage.channel });
      } else if ('pin' in act) {
        await pin(act.pin.by, tsOf(act.pin.message));
        await untilCaptured(tsOf(act.pin.message), `📌 ${act.pin.message}`);
      } else if ('unpin' in act) {
        await stage.control.removeReaction({
          as: stage.person(act.unpin.by).id,
          channel: stage.channel,
          ts: tsOf(act.unpin.message),
          name: 'pushpin',
        });
      } else if ('react' in act) {
        await stage.control.addReaction({
          as: stage.person(act.react.by).id,
          channel: stage.channel,
          ts: tsOf(act.react.message),
          name: act.react.name,
        });
      } else if ('edit' in act) {
        await edit(stage, tsOf(act.edit.message), act.edit.text);
      } else if ('delete' in act) {
        const said = stage.said.find((one) => one.ts === tsOf(act.delete.message));
        if (said) await stage.control.deleteMessage({ as: said.user, channel: stage.channel, ts: said.ts });
        if (said) said.deleted = true;
      } else if ('together' in act) {
        await playTogether(stage, stepId, threadTs, { decision: undefined, ...act.together });
      } else if ('form' in act) {
        const user = stage.person(act.form.by).id;
        await stage.openForm(user, () => stage.stepCard(stepId), act.form.button);
        await stage.sendForm(user, act.form.fill);
      } else {
        await stage.control.runCommand({
          as: stage.person(act.command.by).id,
          channel: stage.channel,
          command: '/workshop',
          text: act.command.text,
        });
      }
    },
  };
}

export async function edit(stage: Stage, ts: string, text: string): Promise<void> {
  const said = stage.said.find((one) => one.ts === ts);
  if (!said) throw new Error(`there is no message ${ts} to edit`);
  const answer = await stage.control.editMessage({
    as: said.user,
    channel: stage.channel,
    ts,
    text: text.replaceAll('@pilot', `@${stage.control.bot().name}`),
  });
  if (!answer.ok) throw new Error(`the edit was refused: ${answer.error}`);
  said.text = stage.control.thread(stage.channel, said.threadTs).find((message) => message.ts === ts)?.text ?? text;
}
