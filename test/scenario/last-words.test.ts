import { afterAll, beforeAll, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';

let scenario: Scenario;
beforeAll(async () => {
  // So long that no turn comes by itself before the host has moved on.
  scenario = await openScenario({ env: { TURN_DEBOUNCE_MS: '50000' } });
});
afterAll(() => scenario.close());

it('what was said just before “next” still counts', async () => {
  const { stage, control, maya, tomas } = scenario;
  await stage.command(maya, 'start A better check-in', () => stage.stepCard('challenge'));
  await stage.waitForStep('challenge');
  await stage.command(maya, 'skip we know our question', () => stage.stepCard('stakeholder-mapping'));
  const card = await stage.waitForStep('stakeholder-mapping');
  await stage.say(
    tomas,
    '- Patients, core, low, high\n- Receptionists, core, medium, high\n- Owner, indirect, high, low\n- Doctors, direct, medium, low',
    card.ts,
  );
  await control.whenDelivered();
  await stage.command(maya, 'next', () => stage.stepCard('user-research'));
  const [workshop] = await scenario.app.deps.store.listWorkshops({ orgId: control.snapshot(maya).team.id, channelId: stage.channel }, [
    'active',
  ]);
  const { steps, artifacts } = await scenario.app.deps.store.loadWorkshop(workshop?.id ?? '');
  expect(artifacts.find((one) => one.stepId === 'stakeholder-mapping')?.artifact.stakeholders).toHaveLength(4);
  expect(steps.find((step) => step.stepId === 'stakeholder-mapping')?.gaps).toEqual([]);
});
