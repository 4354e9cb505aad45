in vec3 at;
in vec3 facing;
in vec3 tint;
in vec4 in_light;
out vec4 colour;
uniform sampler3D noise;
uniform float gloss;  // 0 matt, 1 polished
uniform float grain;  // how strongly the surface is mottled

void main() {
  vec3 n = normalize(facing);
  vec3 v = normalize(-at);
  float mottle = texture(noise, at * vec3(9.0, 9.0, 40.0)).x + texture(noise, at * 60.0).y - 1.0;
  vec3 albedo = tint * (1.0 + grain * mottle);
  float light = lit(in_light);
  float towards = max(dot(n, key_direction), 0.0);
  float wide = dot(n, fill_direction) * 0.5 + 0.5;
  vec3 around = mix(ground_colour, sky_colour, n.y * 0.5 + 0.5) + fill_colour * wide * wide;
  vec3 h = normalize(v + key_direction);
  float width = mix(0.8, 0.2, gloss);
  float shine = fresnel(max(dot(v, h), 0.0)) * facets(max(dot(n, h), 0.0), width * width);
  shine *= towards / (4.0 * max(dot(n, v), 0.2) * max(towards, 0.2));
  colour = vec4(clamp(albedo * (key_colour * towards * light + around)
                      + key_colour * shine * light, 0.0, 60.0), 1.0);
}
