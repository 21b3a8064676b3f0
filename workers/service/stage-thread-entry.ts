import { serveStages } from './stage-thread.ts';

serveStages();
