import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: './schemas/tables/tables.ts',
  out: './schemas/tables/migrations',
});
