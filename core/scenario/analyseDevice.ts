// Swap devices, of the machine block and of swapon.

import { requireModelled, type Context } from './context.js';
import type * as ast from './generated/ast.js';
import { PAGE_SIZE } from './literals.js';
import type { DeviceConfig, SourceRange } from './program.js';
import { readCount, readPages } from './quantity.js';
import { rangeOf, rangeOfProperty } from './sourceRange.js';
import { checkFree, onlyOnce, reportUnknownWord } from './wordChecks.js';

/** 64 GiB: the simulator keeps a cluster for each 512 slots. */
const MAX_DEVICE_PAGES = (64 * 1024 * 1024 * 1024) / PAGE_SIZE;

/** A device is declared even when its size or options are wrong, so that its uses are not reported too. */
export function analyseDevice(device: ast.Device, context: Context): DeviceConfig | undefined {
  const nameRange = rangeOfProperty(device, 'name');
  const pages = readPages(device.size, { what: `The size of ${device.name}`, min: 10, max: MAX_DEVICE_PAGES }, context);
  checkFree(device.name, nameRange, 'device', context);
  context.names.declare({
    kind: 'device',
    name: device.name,
    owner: undefined,
    range: nameRange,
    pages,
    values: undefined,
  });
  const config = {
    priority: undefined,
    rotational: false,
    synchronous: false,
    block: true,
    discard: 'none',
    badSlots: [],
  } as const satisfies Partial<DeviceConfig>;
  const draft: { -readonly [K in keyof DeviceConfig]: DeviceConfig[K] } = {
    ...config,
    name: device.name,
    pages: pages ?? 0,
  };
  const given = new Map<string, SourceRange>();
  for (const option of device.options) {
    if (onlyOnce(option.key, rangeOf(option), given, context)) analyseDeviceOption(option, draft, context);
  }
  return pages === undefined ? undefined : draft;
}

function analyseDeviceOption(
  option: ast.DeviceOption,
  draft: { -readonly [K in keyof DeviceConfig]: DeviceConfig[K] },
  context: Context,
): void {
  switch (option.key) {
    case 'priority':
      if (option.value !== undefined)
        draft.priority = readCount(option.value, { what: 'A priority', min: 0, max: 32767 }, context);
      return;
    case 'rotational':
      draft.rotational = requireModelled('rotational', rangeOf(option), 'A rotational device', context);
      return;
    case 'synchronous':
      draft.synchronous = true;
      return;
    case 'file':
      draft.block = false;
      return;
    case 'discard': {
      const modes = ['pages', 'once'] as const;
      const mode = modes.find((each) => each === option.mode);
      if (mode === undefined)
        reportUnknownWord(
          'VS0151',
          'way to discard',
          option.mode ?? '',
          rangeOfProperty(option, 'mode'),
          modes,
          context,
        );
      else if (requireModelled('discard', rangeOf(option), 'Discard', context)) draft.discard = mode;
      return;
    }
    case 'bad': {
      const last = Math.max(draft.pages - 1, 1);
      const slots = option.slots.map((slot) =>
        readCount(slot, { what: 'A bad slot', min: 1, max: draft.pages > 0 ? last : MAX_DEVICE_PAGES }, context),
      );
      draft.badSlots = slots.flatMap((slot) => (slot === undefined ? [] : [slot]));
      return;
    }
  }
}
