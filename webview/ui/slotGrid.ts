// The selected cluster, slot by slot: 512 cells with letters, arrow keys walk them.
import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { PanelTable } from '../../core/protocol/panelStateShape';
import { CACHED, CHANGED, decodeRuns, kindOfCode } from '../../core/protocol/slotRuns';
import { CanvasElement } from './canvasElement';
import { CACHED_MEANING, CHANGED_MEANING, KIND_LOOKS } from './kinds';
import { readPalette } from './palette';
import { kindColours, paintCell, prepare } from './slotPainter';

const COLUMNS = { wide: 64, narrow: 32 };
const CELL = { least: 8, most: 13 };

export class SlotGrid extends CanvasElement {
  static override properties: PropertyDeclarations = { table: { attribute: false }, slotOffset: { attribute: false } };
  declare table: PanelTable | undefined;
  /** Selected slot, as an offset on the device. */
  declare slotOffset: number | undefined;
  declare onSelect: (offset: number) => void;

  #codes: Uint8Array = new Uint8Array();

  override render(): TemplateResult {
    const { table } = this;
    this.#codes = table === undefined ? new Uint8Array() : decodeRuns(table.runs, table.slots);
    const current = this.#selected();
    return html`<canvas
      tabindex="0"
      role="listbox"
      aria-label="slots of cluster ${table?.cluster ?? ''}"
      aria-activedescendant="slot-current"
      @click=${(event: MouseEvent) => this.#select(this.#slotAt(event))}
      @mousemove=${(event: MouseEvent) => this.#hovered(event)}
      @mouseleave=${() => this.hideTooltip()}
      @keydown=${(event: KeyboardEvent) => this.#pressed(event)}
    >
      <div id="slot-current" role="option" aria-selected="true">
        ${current === undefined ? 'no slot selected' : this.#describe(current)}
      </div>
    </canvas>`;
  }

  get #layout(): { readonly columns: number; readonly size: number } {
    const width = this.clientWidth;
    const columns = width >= COLUMNS.wide * CELL.least ? COLUMNS.wide : COLUMNS.narrow;
    return { columns, size: Math.max(CELL.least, Math.min(CELL.most, Math.floor((width - 2) / columns))) };
  }

  #selected(): number | undefined {
    const { table, slotOffset } = this;
    const slot = table === undefined || slotOffset === undefined ? -1 : slotOffset - table.firstSlot;
    return slot >= 0 && slot < this.#codes.length ? slot : undefined;
  }

  #describe(slot: number): string {
    const code = this.#codes[slot] ?? 0;
    const marks = [code & CACHED ? CACHED_MEANING : '', code & CHANGED ? CHANGED_MEANING : ''].filter(
      (text) => text !== '',
    );
    const name = `${this.table?.deviceName ?? ''}:${(this.table?.firstSlot ?? 0) + slot}`;
    return [`${name} ${KIND_LOOKS[kindOfCode(code)].meaning}`, ...marks].join(', ');
  }

  protected override paint(): void {
    const { canvas } = this;
    if (canvas === undefined) return;
    const { columns, size } = this.#layout;
    const context = prepare(canvas, columns * size + 2, Math.ceil(this.#codes.length / columns) * size + 2);
    if (context === undefined) return;
    const palette = readPalette();
    const colours = kindColours(palette);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.font = `bold ${Math.max(7, size - 2)}px ${palette.font}`;
    for (let slot = 0; slot < this.#codes.length; slot++)
      paintCell(
        context,
        1 + (slot % columns) * size,
        1 + Math.floor(slot / columns) * size,
        size,
        this.#codes[slot] ?? 0,
        colours,
        palette,
      );
    const selected = this.#selected();
    if (selected === undefined) return;
    context.strokeStyle = palette.focus;
    context.lineWidth = 2;
    context.strokeRect((selected % columns) * size, Math.floor(selected / columns) * size, size + 1, size + 1);
  }

  #slotAt(event: MouseEvent): number | undefined {
    const { columns, size } = this.#layout;
    const { x, y } = this.pointAt(event);
    const column = Math.floor((x - 1) / size);
    const slot = Math.floor((y - 1) / size) * columns + column;
    return column >= 0 && column < columns && slot >= 0 && slot < this.#codes.length ? slot : undefined;
  }

  #select(slot: number | undefined): void {
    if (slot !== undefined && this.table !== undefined) this.onSelect(this.table.firstSlot + slot);
  }

  #hovered(event: MouseEvent): void {
    const slot = this.#slotAt(event);
    if (slot === undefined) this.hideTooltip();
    else this.showTooltip(event, this.#describe(slot));
  }

  #pressed(event: KeyboardEvent): void {
    const { columns } = this.#layout;
    const last = this.#codes.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
      Home: -last,
      End: last,
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    this.#select(Math.max(0, Math.min(last, (this.#selected() ?? 0) + move)));
  }
}

customElements.define('vswap-slot-grid', SlotGrid);
