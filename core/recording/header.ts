// The header of a recording, up to the line `ops`: the machine on which it was made.

import { LIMITS, type HugePageSetting, type RecordedDevice, type RecordedZswap, type Recording } from './recording';
import { quote, rangeOfLine, type ProblemList, type SourceLine } from './sourceLine';
import { choice, keyValues, number, wholeNumber } from './words';

export type Header = Pick<
  Recording,
  'name' | 'about' | 'release' | 'cpus' | 'pageCluster' | 'hugePages' | 'zswap' | 'devices'
>;

const POLICIES = ['never', 'madvise', 'always'] as const;
const COMPRESSORS = ['lzo', 'lzo-rle', 'lz4', 'zstd', 'deflate'] as const;
const HUGE_SIZES = ['16kB', '32kB', '64kB', '128kB', '256kB', '512kB', '1024kB', '2048kB'];
const DEVICE_KEYS = ['kind', 'pages', 'ssd', 'sync', 'block', 'discard_capable'];
const REQUIRED = ['name', 'kernel', 'cpus', 'page_cluster', 'thp', 'zswap', 'device'];
const FLAG = ['0', '1'] as const;

/** Takes header lines one by one; `finish` gives what they said. */
export class HeaderReader {
  private name = '';
  private about = '';
  private release = '';
  /** As long as nothing sensible was said every CPU number is let through. */
  private cpus: number = LIMITS.cpus;
  private pageCluster = 0;
  private hugePages: readonly HugePageSetting[] = [];
  private zswap: Omit<RecordedZswap, 'everEnabled'> = { enabled: false, compressor: 'lzo', maxPoolPercent: 20 };
  private zswapEver = false;
  private readonly devices = new Map<string, RecordedDevice>();
  private readonly seen = new Set<string>();

  constructor(private readonly problems: ProblemList) {}

  read(line: SourceLine): void {
    const [first, second] = line.words;
    if (first === undefined) return;
    const key = first.text;
    if (key !== 'device' && this.seen.has(key)) {
      return this.problems.at(line, first, 'VS0303', `header entry ${quote(key)} stands here twice; keep one`);
    }
    this.seen.add(key);
    const rest = line.text.slice(second?.column ?? line.text.length);
    switch (key) {
      case 'name':
        this.name = rest;
        return;
      case 'about':
        this.about = rest;
        return;
      case 'kernel':
        return this.readRelease(line, rest);
      case 'runs':
        return this.readRuns(line);
      case 'cpus':
        this.cpus = number(line, second, 'cpus', 1, LIMITS.cpus, this.problems) ?? this.cpus;
        return;
      case 'page_cluster':
        this.pageCluster = number(line, second, 'page_cluster', 0, 31, this.problems) ?? 0;
        return;
      case 'thp':
        return this.readHugePages(line);
      case 'zswap':
        return this.readZswap(line);
      case 'zswap_ever':
        this.zswapEver = choice(line, second, 'zswap_ever', FLAG, this.problems) === '1';
        return;
      case 'device':
        return this.readDevice(line);
      default:
        return this.problems.at(
          line,
          first,
          'VS0303',
          `unknown header entry ${quote(key)}; expected ${REQUIRED.join(', ')}, about, runs, zswap_ever or ops`,
        );
    }
  }

  /** At the line `ops`: complains of what is missing. */
  finish(line: SourceLine): Header {
    const missing = REQUIRED.filter((key) => !this.seen.has(key));
    if (missing.length > 0) {
      this.problems.at(
        line,
        line.words[0],
        'VS0304',
        `the header ends without ${missing.join(', ')}; add before 'ops'`,
      );
    }
    return {
      name: this.name,
      about: this.about,
      release: this.release,
      cpus: this.cpus,
      pageCluster: this.pageCluster,
      hugePages: this.hugePages,
      zswap: { ...this.zswap, everEnabled: this.zswapEver || this.zswap.enabled },
      devices: [...this.devices.values()],
    };
  }

  private readRelease(line: SourceLine, release: string): void {
    this.release = release;
    if (!/^6\.18(\.|-|$)/.test(release)) {
      const message = `kernel ${quote(release)}: the replay follows the rules of 6.18, another release may differ`;
      this.problems.add('VS0318', rangeOfLine(line), message, 'warning');
    }
  }

  private readRuns(line: SourceLine): void {
    const [, equal, of, made] = line.words;
    const equalRuns = wholeNumber(equal?.text, 1000);
    const allRuns = wholeNumber(made?.text, 1000);
    if (equalRuns === undefined || allRuns === undefined || of?.text !== 'of' || equalRuns > allRuns) {
      this.problems.at(line, undefined, 'VS0303', `found ${quote(line.text)}, expected runs K of N`);
    }
  }

  private readHugePages(line: SourceLine): void {
    const values = keyValues(line, 1, ['enabled', ...HUGE_SIZES], this.problems);
    if (values === undefined) return;
    const enabled = choice(line, values.get('enabled'), 'thp enabled=', POLICIES, this.problems);
    if (enabled === undefined) return;
    const settings: HugePageSetting[] = [];
    for (const [size, word] of values) {
      if (size === 'enabled') continue;
      const policy = choice(line, word, `thp ${size}=`, [...POLICIES, 'inherit'], this.problems);
      if (policy === undefined) return;
      settings.push({ kilobytes: Number.parseInt(size, 10), policy: policy === 'inherit' ? enabled : policy });
    }
    this.hugePages = settings;
  }

  private readZswap(line: SourceLine): void {
    const values = keyValues(line, 1, ['enabled', 'compressor', 'max_pool_percent'], this.problems);
    if (values === undefined) return;
    const enabled = choice(line, values.get('enabled'), 'zswap enabled=', ['Y', 'N'], this.problems);
    const compressor = choice(line, values.get('compressor'), 'zswap compressor=', COMPRESSORS, this.problems);
    const percent = number(line, values.get('max_pool_percent'), 'zswap max_pool_percent=', 0, 100, this.problems);
    if (enabled === undefined || compressor === undefined || percent === undefined) return;
    this.zswap = { enabled: enabled === 'Y', compressor, maxPoolPercent: percent };
  }

  private readDevice(line: SourceLine): void {
    const name = line.words[1];
    if (name === undefined || !/^[A-Za-z][A-Za-z0-9_]{0,31}$/.test(name.text)) {
      return this.problems.at(line, name, 'VS0303', 'expected device NAME kind=... ; a name has letters and digits');
    }
    if (this.devices.has(name.text)) {
      return this.problems.at(line, name, 'VS0303', `device ${name.text} stands here twice; rename one`);
    }
    if (this.devices.size >= LIMITS.devices) {
      return this.problems.at(
        line,
        name,
        'VS0315',
        `more than ${LIMITS.devices} devices; a kernel has no more swap types`,
      );
    }
    const device = this.deviceNamed(name.text, line);
    // A device whose line is damaged still exists, so that the operations on it do not all complain.
    this.devices.set(
      name.text,
      device ?? {
        name: name.text,
        kind: 'zram',
        pages: LIMITS.slots,
        rotational: false,
        synchronous: true,
        block: true,
      },
    );
  }

  private deviceNamed(name: string, line: SourceLine): RecordedDevice | undefined {
    const values = keyValues(line, 2, DEVICE_KEYS, this.problems);
    if (values === undefined) return undefined;
    const flag = (key: string): boolean | undefined => {
      const value = choice(line, values.get(key), `device ${key}=`, FLAG, this.problems);
      return value === undefined ? undefined : value === '1';
    };
    const kind = choice(line, values.get('kind'), 'device kind=', ['zram', 'loop', 'file'], this.problems);
    const pages = number(line, values.get('pages'), 'device pages=', 2, LIMITS.slots, this.problems);
    const solid = flag('ssd');
    const synchronous = flag('sync');
    const block = flag('block');
    if (kind === undefined || pages === undefined || flag('discard_capable') === undefined) return undefined;
    if (solid === undefined || synchronous === undefined || block === undefined) return undefined;
    return { name, kind, pages, rotational: !solid, synchronous, block };
  }
}
