package sessionclustering.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Signs and verifies as @fastify/cookie and express-session do: {@code value.HMAC-SHA-256}, in base64 without padding. The
 * first secret signs, all of them verify, so that secrets can be replaced while visitors stay logged in.
 */
class CookieSignature {

	/** The ids that the store of the Fastify backends accepts. No id can name another key of Redis. */
	private static final Pattern SESSION_ID = Pattern.compile("[\\w-]{16,128}");

	private final List<String> secrets;

	CookieSignature(List<String> secrets) {
		this.secrets = secrets;
	}

	String sign(String id) {
		return id + "." + signatureOf(id, this.secrets.get(0));
	}

	/** The session id in a cookie, if its signature is valid. */
	Optional<String> verify(String cookie) {
		int dot = cookie.lastIndexOf('.');
		String id = cookie.substring(0, Math.max(dot, 0));
		if (!SESSION_ID.matcher(id).matches()) {
			return Optional.empty();
		}
		byte[] given = cookie.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
		return this.secrets.stream()
			.map((secret) -> signatureOf(id, secret).getBytes(StandardCharsets.UTF_8))
			// Takes the same time whether the first or the last character differs.
			.anyMatch((expected) -> MessageDigest.isEqual(expected, given)) ? Optional.of(id) : Optional.empty();
	}

	private static String signatureOf(String id, String secret) {
		return Base64.getEncoder().withoutPadding().encodeToString(Hmac.sha256(secret.getBytes(StandardCharsets.UTF_8), id));
	}

}
