// Roving focus: a row of buttons is one stop of the Tab key, arrows move within it (WAI-ARIA authoring practices).

/** Handles arrow, Home and End keys for the elements below `event.currentTarget` that match `selector`. */
export function moveFocus(event: KeyboardEvent, selector: string): void {
  const container = event.currentTarget;
  if (!(container instanceof HTMLElement)) return;
  const items = [...container.querySelectorAll<HTMLElement>(selector)];
  const current = items.findIndex((item) => item === document.activeElement);
  if (current < 0) return;
  const next = nextIndex(event.key, current, items.length);
  if (next === undefined) return;
  event.preventDefault();
  for (const [i, item] of items.entries()) item.tabIndex = i === next ? 0 : -1;
  items[next]?.focus();
}

function nextIndex(key: string, current: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return Math.min(count - 1, current + 1);
    case 'ArrowUp':
    case 'ArrowLeft':
      return Math.max(0, current - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
