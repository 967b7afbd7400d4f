import { Avatar } from '../parts/avatar.tsx';
import type { ChoiceGroup } from '../parts/choice.tsx';
import { Choice } from '../parts/choice.tsx';
import type { Directory } from '../state/directory-context.ts';
import { channelLabel, useDirectory } from '../state/directory-context.ts';
import type { Element } from './block-values.ts';
import { listOptions, textOf } from './block-values.ts';
import { useConfirmed } from './confirmed.tsx';
import type { Slot } from './use-field.ts';
import { useField } from './use-field.ts';

/** Every kind of select: of given options, of people, of conversations; one or several. */
export function SelectElement({ element, slot }: { element: Element; slot: Slot }) {
  const directory = useDirectory();
  const { value, isInvalid, commit } = useField(element, slot);
  const { ask, question } = useConfirmed(element);
  const isMulti = element.type.startsWith('multi_');
  const chosen = Array.isArray(value) ? value : value === null ? [] : [value];
  const most = element.max_selected_items;
  return (
    <>
      <Choice
        id={slot.inputId}
        describedBy={slot.describedBy}
        label={slot.label || textOf(element.placeholder) || 'Choose'}
        placeholder={textOf(element.placeholder) || (isMulti ? 'Choose some' : 'Choose one')}
        groups={listGroups(element, directory)}
        chosen={chosen}
        isMulti={isMulti}
        maxChosen={typeof most === 'number' ? most : undefined}
        isInvalid={isInvalid}
        onChoose={(next) => ask(() => commit(isMulti ? next : (next[0] ?? null)))}
      />
      {question}
    </>
  );
}

function listGroups(element: Element, directory: Directory): ChoiceGroup[] {
  if (element.type.includes('users_select')) {
    const people = [...directory.people.values()].map((person) => ({
      value: person.id,
      label: person.realName,
      detail: person.isBot ? 'app' : `@${person.name}`,
      picture: <Avatar person={person} size={24} />,
    }));
    return [{ options: people }];
  }
  if (element.type.includes('conversations_select') || element.type.includes('channels_select')) {
    const channels = [...directory.channels.values()].filter(
      (channel) => !channel.isArchived && (!channel.isDirect || element.type.includes('conversations')),
    );
    return [
      {
        options: channels.map((channel) => ({
          value: channel.id,
          label: `${channel.isDirect ? '' : '#'}${channelLabel(directory, channel)}`,
        })),
      },
    ];
  }
  return listOptions(element).map(({ heading, options }) => ({
    heading,
    options: options.map((option) => ({ value: option.value, label: option.label, detail: option.description })),
  }));
}
