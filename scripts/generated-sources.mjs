// vitest's global set-up: what is generated is as new as what it comes from.
// @ts-check
import { generate } from './generate.mjs';

export default async function setup() {
  await generate();
}
