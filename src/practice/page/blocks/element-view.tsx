import type { Element } from './block-values.ts';
import { asText } from './block-values.ts';
import { ButtonElement } from './button-element.tsx';
import { DateElement } from './date-element.tsx';
import { OptionsElement } from './options-element.tsx';
import { OverflowElement } from './overflow-element.tsx';
import { Picture } from './picture.tsx';
import { SelectElement } from './select-element.tsx';
import { TextInputElement } from './text-input-element.tsx';
import { UnknownBlock } from './unknown-block.tsx';
import type { Slot } from './use-field.ts';

/** One interactive element, by its type. */
export function ElementView({ element, slot }: { element: Element; slot: Slot }) {
  switch (element.type) {
    case 'button':
      return <ButtonElement element={element} slot={slot} />;
    case 'static_select':
    case 'multi_static_select':
    case 'users_select':
    case 'multi_users_select':
    case 'conversations_select':
    case 'multi_conversations_select':
    case 'channels_select':
    case 'multi_channels_select':
      return <SelectElement element={element} slot={slot} />;
    case 'overflow':
      return <OverflowElement element={element} slot={slot} />;
    case 'checkboxes':
    case 'radio_buttons':
      return <OptionsElement element={element} slot={slot} />;
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return <TextInputElement element={element} slot={slot} />;
    case 'datepicker':
    case 'timepicker':
      return <DateElement element={element} slot={slot} />;
    case 'image':
      return <Picture url={asText(element.image_url)} alt={asText(element.alt_text)} isSmall />;
    default:
      return <UnknownBlock type={element.type} />;
  }
}
