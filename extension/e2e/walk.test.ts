// The walk of docs/debugging.md in a real VS Code: each key and command does what the docs say, and its pictures can be taken.
import path from 'node:path';
import { test } from 'vitest';
import { root } from '../../scripts/steps.mjs';
import { useVSCode } from './vscode';
import { followWalk, WALK_OPTIONS } from './walk';

const vscode = useVSCode(WALK_OPTIONS);

test('the walk of the docs', { timeout: 300_000 }, () => followWalk(vscode(), path.join(root, '.cache/e2e')));
