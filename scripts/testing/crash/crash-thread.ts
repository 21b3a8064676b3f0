import { doingTasks } from '../../../workers/service/stage-thread.ts';
import { crashAt } from './crash-at.ts';

/** The thread of a worker whose process meets its end at a named step. */
export default doingTasks(crashAt);
