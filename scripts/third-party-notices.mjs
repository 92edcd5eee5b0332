// The licences of the packages that ended up in the bundles, read from esbuild's own account of what it bundled.
// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { root } from './steps.mjs';

/** Licences that may be shipped in an MIT extension; anything else stops the build. */
const ALLOWED =
  /^(MIT|MIT-0|ISC|0BSD|BSD-[23]-Clause|BlueOak-1\.0\.0|Apache-2\.0|CC-BY-4\.0|\(MPL-2\.0 OR Apache-2\.0\))$/;

/**
 * One section per bundled package: name, version, licence, full text where the package has one.
 * @param {readonly import('esbuild').Metafile[]} metafiles
 * @throws Error when a package has a licence that may not be shipped
 */
export function thirdPartyNotices(metafiles) {
  const folders = new Set(
    metafiles.flatMap((metafile) => Object.keys(metafile.inputs)).flatMap((input) => packageFolder(input) ?? []),
  );
  const sections = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    if (!ALLOWED.test(String(license)))
      throw new Error(
        `${name} ${version} has licence "${license}", which is not on the list of those that may be shipped.`,
      );
    return `${name} ${version} (${license})\n\n${licenceTexts(path.join(root, folder)) || 'The package has no licence text of its own.'}`;
  });
  return `This extension contains the following packages.\n\n${sections.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** @param {string} input a path as esbuild reports it, below the repository's top folder */
function packageFolder(input) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.replaceAll('\\', '/'))?.[0];
}

/** @param {string} folder */
function licenceTexts(folder) {
  const files = fs.readdirSync(folder).filter((file) => /^(licen[cs]e|notice|thirdpartynotices)/i.test(file));
  return files.map((file) => fs.readFileSync(path.join(folder, file), 'utf8').trim()).join('\n\n');
}
