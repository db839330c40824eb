// Every relative link, and every heading that one names, exists: npm run lint.
import validateLinks from 'remark-validate-links';

export default { plugins: [[validateLinks, { repository: false }]] };
