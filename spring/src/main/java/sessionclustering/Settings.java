package sessionclustering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;

/** The settings of application.yml. The environment has them under the names that the Fastify backends use. */
@ConfigurationProperties("service")
public record Settings(String name, URI redisUrl, Path redisPasswordFile, Path cookieSecretsFile, Duration idleTimeout,
		Duration absoluteLifetime, int maxSessionsPerUser, String onMaxSessions, boolean lab, boolean tls,
		int loginAttemptsPerAccount, int loginAttemptsPerAddress, int signupsPerAddress) {

	/** The first secret signs cookies, all of them verify. */
	public List<String> cookieSecrets() {
		List<String> secrets = read(this.cookieSecretsFile).lines().filter((line) -> !line.isBlank()).toList();
		if (secrets.isEmpty() || secrets.stream().anyMatch((secret) -> secret.length() < 32)) {
			throw new IllegalStateException(
					"COOKIE_SECRETS_FILE must have secrets of 32 characters or more, one on each line");
		}
		return secrets;
	}

	public String redisPassword() {
		return read(this.redisPasswordFile);
	}

	private static String read(Path file) {
		try {
			return Files.readString(file).strip();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
