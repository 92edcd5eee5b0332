// Draws slots on a canvas: cells with a letter where there is room, plain blocks where there is not. Crisp at every pixel ratio.
import { CACHED, CHANGED, kindOfCode, SLOT_KINDS, type SlotCode } from '../../core/protocol/slotRuns';
import { KIND_LOOKS } from './kinds';
import type { Palette } from './palette';

/** Sizes a canvas for `width` x `height` CSS pixels and answers its context in these units. */
export function prepare(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | undefined {
  const ratio = window.devicePixelRatio || 1;
  const pixels = { width: Math.max(1, Math.round(width * ratio)), height: Math.max(1, Math.round(height * ratio)) };
  if (canvas.width !== pixels.width) canvas.width = pixels.width;
  if (canvas.height !== pixels.height) canvas.height = pixels.height;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d') ?? undefined;
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

/** One colour per kind, read once per painting. */
export function kindColours(palette: Palette): readonly (string | undefined)[] {
  return SLOT_KINDS.map((kind) => {
    const variable = KIND_LOOKS[kind].colour;
    return variable === undefined ? undefined : palette.colour(variable);
  });
}

/** A cell with its letter; `size` in CSS pixels, 8 and more. */
export function paintCell(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  size: number,
  code: SlotCode,
  colours: readonly (string | undefined)[],
  palette: Palette,
): void {
  const look = KIND_LOOKS[kindOfCode(code)];
  const colour = colours[code & 15];
  const inner = size - 1;
  if (colour === undefined) {
    context.fillStyle = palette.dim;
    context.fillRect(x + Math.floor(inner / 2), y + Math.floor(inner / 2), 1, 1);
  } else if (look.fill === 'solid') {
    context.fillStyle = colour;
    context.fillRect(x, y, inner, inner);
  } else {
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, y + 0.5, inner - 1, inner - 1);
  }
  if (look.glyph !== '' && colour !== undefined) {
    context.fillStyle = look.fill === 'solid' ? palette.background : colour;
    context.fillText(look.glyph, x + inner / 2, y + inner / 2 + 0.5);
  }
  if (code & CACHED) {
    context.fillStyle = look.fill === 'solid' ? palette.background : palette.foreground;
    context.fillRect(x + 1, y + inner - 2, inner - 2, 1);
  }
  if (code & CHANGED) paintChanged(context, x, y, inner, palette);
}

/** The mark of change: a frame and a corner, in the foreground colour, so that it shows on every fill. */
function paintChanged(context: CanvasRenderingContext2D, x: number, y: number, inner: number, palette: Palette): void {
  context.strokeStyle = palette.foreground;
  context.lineWidth = 1;
  context.strokeRect(x - 0.5, y - 0.5, inner + 1, inner + 1);
  context.fillStyle = palette.foreground;
  context.beginPath();
  context.moveTo(x + inner - 4, y);
  context.lineTo(x + inner, y);
  context.lineTo(x + inner, y + 4);
  context.fill();
}

/** Slots as blocks without letters, `columns` to a row. */
export function paintBlocks(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  columns: number,
  codes: Uint8Array,
  colours: readonly (string | undefined)[],
  palette: Palette,
): void {
  for (let slot = 0; slot < codes.length; slot++) {
    const code = codes[slot] ?? 0;
    const colour = code & CHANGED ? palette.foreground : colours[code & 15];
    if (colour === undefined) continue;
    context.fillStyle = colour;
    context.fillRect(x + (slot % columns) * width, y + Math.floor(slot / columns) * height, width, height);
  }
}
