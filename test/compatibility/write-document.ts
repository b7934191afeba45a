import { writeFileSync } from 'node:fs';
import { compatibilityDocument, documentFile } from './document.ts';
import { keptReports } from './kept-reports.ts';

// npm run compatibility
writeFileSync(documentFile, compatibilityDocument(keptReports('.').map(({ report }) => report)));
