import { describe, expect, it } from 'vitest';
import { collectValues, listFields, listOptions, validateValues } from '../../../../../src/practice/page/blocks/block-values.ts';
import type { Block } from '../../../../../src/practice/protocol.ts';

const text = (value: string) => ({ type: 'plain_text', text: value });
const option = (value: string) => ({ text: text(value), value });
const input = (blockId: string, element: Record<string, unknown>, more: Record<string, unknown> = {}): Block => ({
  type: 'input',
  block_id: blockId,
  label: text(blockId),
  element: { action_id: 'a', ...element },
  ...more,
});

describe('what a form submits', () => {
  const blocks: Block[] = [
    { type: 'header', text: text('Title') },
    input('name', { type: 'plain_text_input', initial_value: 'Maya' }),
    input('notes', { type: 'plain_text_input', multiline: true }, { optional: true }),
    input('power', { type: 'static_select', options: [option('high')], initial_option: option('high') }),
    input('tags', { type: 'checkboxes', options: [option('x'), option('y')], initial_options: [option('y')] }),
    input('who', { type: 'multi_users_select', initial_users: ['U1'] }),
    input('due', { type: 'datepicker', initial_date: '2026-11-04' }),
    { type: 'section', block_id: 'side', accessory: { type: 'radio_buttons', action_id: 'r', options: [option('1')] } },
    {
      type: 'actions',
      block_id: 'row',
      elements: [
        { type: 'button', action_id: 'b' },
        { type: 'timepicker', action_id: 't' },
      ],
    },
  ];

  it('is what the form came with, until somebody changes it', () => {
    expect(collectValues(blocks, {})).toEqual({
      name: { a: 'Maya' },
      notes: { a: null },
      power: { a: 'high' },
      tags: { a: ['y'] },
      who: { a: ['U1'] },
      due: { a: '2026-11-04' },
      side: { r: null },
      row: { t: null },
    });
  });

  it('is what was filled in, also when that is nothing', () => {
    const values = collectValues(blocks, { name: { a: 'Sam' }, power: { a: null }, who: { a: [] } });
    expect(values).toMatchObject({ name: { a: 'Sam' }, power: { a: null }, who: { a: [] }, due: { a: '2026-11-04' } });
  });

  it('leaves out fields that an update of the form took away', () => {
    expect(collectValues(blocks.slice(0, 2), { power: { a: 'low' } })).toEqual({ name: { a: 'Maya' } });
  });

  it('knows which fields the bot hears of at once', () => {
    const dispatching = listFields([...blocks, input('live', { type: 'plain_text_input' }, { dispatch_action: true })])
      .filter((field) => field.isDispatching)
      .map((field) => field.blockId);
    expect(dispatching).toEqual(['side', 'row', 'live']);
  });
});

describe('the checks before a form is submitted', () => {
  it('ask for what is required only', () => {
    const blocks = [input('a', { type: 'plain_text_input' }), input('b', { type: 'multi_static_select' }, { optional: true })];
    expect(validateValues(blocks, collectValues(blocks, { a: { a: '  ' } }))).toEqual({ a: 'Please fill this in.' });
  });

  it('respect lengths and numbers', () => {
    const blocks = [
      input('short', { type: 'plain_text_input', min_length: 4 }),
      input('long', { type: 'plain_text_input', max_length: 3 }),
      input('whole', { type: 'number_input', is_decimal_allowed: false }),
      input('least', { type: 'number_input', is_decimal_allowed: true, min_value: '1', max_value: '5' }),
      input('word', { type: 'number_input' }),
    ];
    const typed = { short: { a: 'abc' }, long: { a: 'abcd' }, whole: { a: '1.5' }, least: { a: '5.5' }, word: { a: 'ten' } };
    expect(validateValues(blocks, collectValues(blocks, typed))).toEqual({
      short: 'Please write at least 4 characters.',
      long: 'Please keep this to 3 characters; it has 4.',
      whole: 'Please enter a whole number.',
      least: 'Please enter 5 or less.',
      word: 'Please enter a number.',
    });
  });
});

it('options keep the headings of their groups and their descriptions', () => {
  const groups = [{ label: text('Core'), options: [{ ...option('a'), description: text('every day') }] }];
  expect(listOptions({ type: 'static_select', option_groups: groups })).toEqual([
    { heading: 'Core', options: [{ value: 'a', label: 'a', description: 'every day' }] },
  ]);
});
