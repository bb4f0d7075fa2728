package sessionclustering.session;

import java.security.SecureRandom;
import java.util.Base64;

import org.springframework.session.SessionIdGenerator;
import org.springframework.stereotype.Component;

/**
 * Bean 1 of 3: makes session ids of the form that all members accept.
 * <p>
 * Spring Session's default is a random UUID. The store of the Fastify backends accepts 16 to 128 characters of
 * {@code A-Z a-z 0-9 _ -}, so a UUID would do as well. This generator makes what they make: 24 random bytes, which are 32
 * characters in base64url. Nobody can tell from an id who made it.
 */
@Component
class RandomSessionIds implements SessionIdGenerator {

	private final SecureRandom random = new SecureRandom();

	@Override
	public String generate() {
		byte[] bytes = new byte[24];
		this.random.nextBytes(bytes);
		return Base64.getUrlEncoder().encodeToString(bytes);
	}

}
