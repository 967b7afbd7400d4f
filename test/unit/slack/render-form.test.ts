import { describe, expect, it } from 'vitest';
import { readView } from '../../../src/practice/blocks/read-view.ts';
import { readFormMemory, renderForm } from '../../../src/slack/render-form.ts';
import type { FormInput } from '../../../src/turns/form-inputs.ts';
import type { FormView } from '../../../src/turns/forms.ts';

const request = { workshopId: 'ws_1', stepId: 'persona' as const, epoch: 2, formId: 'persona' };
const form = (inputs: FormInput[], change: Partial<FormView> = {}): FormView => ({
  request,
  title: 'Persona',
  submitLabel: 'Save',
  inputs,
  ...change,
});
const options = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ value: `i${index}`, label: `Option ${index} ${'x'.repeat(90)}` }));

/** Throws what Slack would answer. */
function accept(view: FormView) {
  const rendered = renderForm(view, { channelId: 'C1' });
  readView(JSON.parse(JSON.stringify(rendered)), 'modal');
  return rendered;
}

describe('a form as a modal', () => {
  it('shows every kind of input with what it has', () => {
    const view = accept(
      form([
        { key: 'name', label: 'Name', kind: 'text', long: false, maxChars: 80, initial: 'Rosa', optional: false },
        { key: 'bio', label: 'In two sentences', hint: 'Who is that?', kind: 'text', long: true, maxChars: 3_000, optional: true },
        { key: 'i1/power', label: 'Power', kind: 'choice', options: options(3), initial: 'i1', optional: true },
        { key: 'picked', label: 'Pick', kind: 'picks', options: options(5), initial: ['i0', 'i4', 'gone'], max: 2, optional: true },
        { key: 'people', label: 'Who', kind: 'people', initial: ['U1'], optional: true },
      ]),
    );
    expect(view.blocks.map((block) => block.block_id)).toEqual(['name', 'bio', 'i1/power', 'picked', 'people']);
    expect(view.blocks[0]).toMatchObject({ element: { initial_value: 'Rosa', multiline: false, max_length: 80 }, optional: false });
    expect(view.blocks[2]).toMatchObject({ element: { type: 'static_select', initial_option: { value: 'i1' } } });
    expect(view.blocks[3]).toMatchObject({ element: { max_selected_items: 2, initial_options: [{ value: 'i0' }, { value: 'i4' }] } });
  });

  it('keeps within Slack’s limits whatever people called their things', () => {
    accept(
      form(
        [
          {
            key: 'k'.repeat(400),
            label: 'l'.repeat(5_000),
            hint: 'h'.repeat(5_000),
            kind: 'text',
            long: true,
            maxChars: 9_000,
            initial: 'v'.repeat(9_000),
            optional: true,
          },
          { key: 'many', label: 'Which?', kind: 'choice', options: options(250), initial: 'i249', optional: false },
          { key: 'empty', label: ' ', kind: 'picks', options: [{ value: 'a', label: '' }], initial: [], max: 1, optional: true },
        ],
        { title: 'A title that is much longer than twenty-four', submitLabel: 's'.repeat(40), intro: '<&>'.repeat(2_000) },
      ),
    );
  });

  it('remembers where it was opened', () => {
    const view = renderForm(form([], { request: { ...request, itemId: 'field:bio' } }), { channelId: 'C1', captureOf: { slackTs: '1.2' } });
    expect(readFormMemory(view.private_metadata ?? '')).toEqual({
      request: { ...request, itemId: 'field:bio' },
      channelId: 'C1',
      captureOf: { slackTs: '1.2' },
    });
  });

  it.each([
    '',
    'null',
    '[]',
    '{"request":{}}',
    '{"channelId":"C1","request":{"workshopId":"w","stepId":"No step!","epoch":0,"formId":"f"}}',
  ])('does not believe a memory that it did not write: %s', (memory) => {
    expect(readFormMemory(memory)).toBeUndefined();
  });
});
