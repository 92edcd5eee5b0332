// Property tests draw the same cases in every run, so that a change is judged by the change; VSWAP_SEED=random (or a number) searches on.
// @ts-check
import fc from 'fast-check';

const wanted = process.env.VSWAP_SEED ?? '20260528';
fc.configureGlobal({ ...fc.readConfigureGlobal(), ...(wanted === 'random' ? {} : { seed: Number(wanted) }) });
