// The selected word bit by bit: byte groups of digits, a letter under each bit that names its field, and what each field says.
import { html, nothing, type TemplateResult } from 'lit';
import type { PanelBitField, PanelWord } from '../../core/protocol/panelParts';
import { button } from './controls';
import { moveFocus } from './roving';
import type { View } from './view';
import { isWatched } from './watched';

const BITS = 64;
const BYTE = 8;

export function bits(view: View): TemplateResult {
  const { word } = view.state;
  if (word === undefined)
    return html`<section class="bits" aria-label="selected word">
      <div class="bar"><h2>Word</h2></div>
      <p class="empty">
        ${view.state.table === undefined ? 'Select a slot.' : 'This slot has no such table at this moment: it reads as NULL.'}
      </p>
    </section>`;
  return html`<section class="bits" aria-label="selected word">
    <div class="bar">
      <h2>Word</h2>
      <code class="place">${word.format} ${word.place}</code>
      <code class="value">${word.word}</code>
      <b class="kind-name ${word.valid ? '' : 'invalid'}">${word.valid ? '' : '\u2718 '}${word.kind}</b>
      ${isWatched(view.breakpoints.watched, BigInt(word.at)) ? html`<span class="watched" title="A swap breakpoint watches this word">◆ breaks</span>` : nothing}
      ${button('Break on change', () => view.post({ kind: 'breakOnWord', field: undefined }), { title: 'Break when this word changes' })}
      ${button('Copy', () => view.post({ kind: 'copyWord' }), { title: 'Copy the word and what it says' })}
    </div>
    <p class="meaning">
      ${word.meaning}
      <code class="dim address" title="address of the word">${word.at}</code>
      ${word.remark === undefined ? nothing : html`<br /><span class="remark">${word.remark}</span>`}
      ${word.before === undefined ? nothing : html`<br /><span class="was">Δ was <code>${word.before}</code></span>`}
    </p>
    ${diagram(word)}
    <div
      class="fields"
      role="table"
      aria-label="fields"
      @keydown=${(event: KeyboardEvent) => moveFocus(event, '.field')}
    >
      ${word.fields.map((field, i) => fieldRow(view, field, i))}
    </div>
  </section>`;
}

/** Bit 63 first; a bit that differs from the last stop is framed. */
function diagram(word: PanelWord): TemplateResult {
  const value = BigInt(word.word);
  const flipped = word.before === undefined ? 0n : value ^ BigInt(word.before);
  const fieldOf = (bit: number): number => word.fields.findIndex(({ high, low }) => bit <= high && bit >= low);
  const cell = (bit: number): TemplateResult => {
    const isSet = ((value >> BigInt(bit)) & 1n) === 1n;
    const field = fieldOf(bit);
    const isFlipped = ((flipped >> BigInt(bit)) & 1n) === 1n;
    return html`<span
      class="bit f${field % 2} ${isSet ? 'set' : ''} ${word.fields[field]?.high === bit ? 'first' : ''} ${isFlipped ? 'changed' : ''}"
      data-field=${field}
      @mouseenter=${highlight}
      @mouseleave=${highlight}
      ><b>${isSet ? 1 : 0}</b><i>${letter(field)}</i></span
    >`;
  };
  const byte = (top: number): TemplateResult =>
    html`<span class="byte"
      ><span class="numbers"><i>${top}</i><i>${top - BYTE + 1}</i></span
      >${Array.from({ length: BYTE }, (_, i) => cell(top - i))}</span
    >`;
  return html`<div class="diagram" role="img" aria-label="bits of ${word.word}; the fields follow as a table">
    ${[BITS - 1, BITS / 2 - 1].map((top) => html`<span class="half">${Array.from({ length: BITS / BYTE / 2 }, (_, i) => byte(top - i * BYTE))}</span>`)}
  </div>`;
}

function fieldRow(view: View, field: PanelBitField, position: number): TemplateResult {
  const range = field.high === field.low ? String(field.high) : `${field.high}..${field.low}`;
  return html`<div
    class="field f${position % 2}"
    role="row"
    tabindex=${position === 0 ? 0 : -1}
    data-field=${position}
    @mouseenter=${highlight}
    @mouseleave=${highlight}
    @focus=${highlight}
    @blur=${highlight}
  >
    <i role="cell">${letter(position)}</i><span role="cell" class="range">${range}</span
    ><b role="cell">${field.name}</b> <code role="cell" class="field-value">${field.value}</code
    ><span role="cell" class="meaning">${field.meaning}</span>
    <code role="cell" class="dim macro">${field.macro}</code>
    <button
      class="tool break"
      title="Break when ${field.name} changes"
      aria-label="Break when ${field.name} changes"
      @click=${() => view.post({ kind: 'breakOnWord', field: field.name })}
    >
      ◆
    </button>
  </div>`;
}

const letter = (field: number): string => (field < 0 ? '' : String.fromCharCode(97 + (field % 26)));

/** Marks all bits and the row of the field under the pointer or focus. */
function highlight(event: Event): void {
  const source = event.currentTarget;
  if (!(source instanceof HTMLElement)) return;
  const isOn = event.type === 'mouseenter' || event.type === 'focus';
  const field = source.dataset['field'] ?? '';
  for (const element of source.closest('.bits')?.querySelectorAll(`[data-field="${field}"]`) ?? [])
    element.classList.toggle('lit', isOn);
}
