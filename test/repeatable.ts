import fc from 'fast-check';

/** With FC_SEED every property draws the same cases again, so that a failure elsewhere can be repeated; else new ones. */
const seed = process.env.FC_SEED;
if (seed !== undefined && seed !== '') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
