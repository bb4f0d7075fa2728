package sessionclustering;

import java.net.URI;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The connection to Redis: the same address, user and password file as a Fastify backend has. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

	@Bean
	DataRedisConnectionDetails redisConnectionDetails(Settings settings) {
		URI url = settings.redisUrl();
		return new DataRedisConnectionDetails() {

			@Override
			public String getUsername() {
				return url.getUserInfo();
			}

			@Override
			public String getPassword() {
				return settings.redisPassword();
			}

			@Override
			public Standalone getStandalone() {
				return Standalone.of(url.getHost(), url.getPort());
			}

		};
	}

}
