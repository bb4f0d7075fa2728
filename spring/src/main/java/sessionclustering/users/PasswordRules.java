package sessionclustering.users;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import sessionclustering.web.Problem;

/** The rules for a new password (NIST SP 800-63B-4, section 3.1.1.2), as in backend/src/users/password-rules.ts. */
final class PasswordRules {

	/** The list of the Fastify backends. The build copies it (pom.xml). */
	private static final Set<String> COMMON = readLines("/common-passwords.txt");

	private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]");

	private static final Pattern LONE_SURROGATE = Pattern.compile("[\\ud800-\\udfff]");

	private static final Pattern LETTER = Pattern.compile("\\p{L}");

	private PasswordRules() {
	}

	static void check(String password, String username, String field) {
		String text = Normalizer.normalize(password, Normalizer.Form.NFC);
		int length = text.codePointCount(0, text.length());
		if (length < 8 || length > 128 || LONE_SURROGATE.matcher(password).find()) {
			throw new Problem(400, "invalid-password", "A password has 8 to 128 characters.").field(field);
		}
		if (COMMON.contains(text.toLowerCase(Locale.ROOT))) {
			throw new Problem(400, "common-password", "This password is too common: attackers try it first.")
				.field(field);
		}
		if (Stream.of(username, "session clustering", "세션 클러스터링").anyMatch((name) -> isMadeOf(name, password))) {
			throw new Problem(400, "guessable-password",
					"This password is made of your username or of the name of this site.")
				.field(field);
		}
	}

	/** Whether a password has a name in it, in any case and spelling, and no other letter: {@code Ada-2026}. */
	private static boolean isMadeOf(String name, String password) {
		String word = lettersAndDigits(name);
		String text = lettersAndDigits(password);
		return !word.isEmpty() && text.contains(word) && !LETTER.matcher(text.replace(word, "")).find();
	}

	private static String lettersAndDigits(String text) {
		String lower = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
		return NO_WORD.matcher(lower).replaceAll("");
	}

	private static Set<String> readLines(String resource) {
		try (InputStream input = PasswordRules.class.getResourceAsStream(resource)) {
			return new String(input.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.isEmpty() && !line.startsWith("#"))
				.collect(Collectors.toUnmodifiableSet());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
