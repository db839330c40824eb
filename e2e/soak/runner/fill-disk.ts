import { pause, type Strikes } from './strikes.ts';

/** The disk of the state folder is full from now on. */
export const fillDisk: Strikes = ({ view: { site } }) => {
  site.disk?.fill();
  return Promise.resolve(true);
};

/** Somebody frees space while the run is in progress. */
export const freeDiskSoon: Strikes = async (struck) => {
  const { disk } = struck.view.site;
  disk?.fill();
  await pause(struck);
  disk?.free();
  return true;
};
