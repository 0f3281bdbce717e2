/**
 * The page, in a real browser against the real server: what a person types and sees, and nothing of how it is made. In goes Debian's
 * Chromium (GROUNDWORK_TEST_CHROMIUM) and the test server's database; GROUNDWORK_TEST_BROWSER=none leaves these tests out.
 */
@NullMarked
package io.groundwork.orchestration.page;

import org.jspecify.annotations.NullMarked;
