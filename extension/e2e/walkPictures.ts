// Takes the pictures of the walk in docs/debugging.md (`npm run pictures`); a test only so that it can use what the tests use.
import path from 'node:path';
import { test } from 'vitest';
import { root } from '../../scripts/steps.mjs';
import { useVSCode } from './vscode';
import { followWalk, WALK_OPTIONS } from './walk';

const vscode = useVSCode(WALK_OPTIONS);

test('the reverse-map walk at three places', { timeout: 300_000 }, () =>
  followWalk(vscode(), path.join(root, 'docs/images')),
);
