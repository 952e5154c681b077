import { openStore } from '../../src/storage/folder.js';
import { memoryFolder, memoryRecords } from '../../src/storage/memory.js';
import { recordsContract } from '../contracts/records.js';
import { noon } from './samples.js';
import { temporaryFolder, testKey } from './scratch.js';

recordsContract('in memory', async () => {
  const folder = memoryFolder();
  return {
    records: memoryRecords({ folder }),
    reopen: async () => memoryRecords({ folder }),
    close: async () => undefined,
  };
});

/** `floor`: bytes of journal before it is compacted; 1 = after every append. */
const inFolder = (floor: number) => async () => {
  const path = await temporaryFolder();
  const open = () => openStore({ path, key: testKey, now: () => noon }, { compactionFloorBytes: floor });
  let store = await open();
  return {
    records: store.records,
    reopen: async () => {
      await store.close();
      store = await open();
      return store.records;
    },
    close: () => store.close(),
  };
};

recordsContract('in a folder', inFolder(256 * 1024));
recordsContract('in a folder that compacts all the time', inFolder(1));
