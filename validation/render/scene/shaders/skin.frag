in vec3 at;
in vec3 facing;
in vec3 at_rest;
in vec3 facing_rest;
in vec4 marked;
in vec2 creased;
in vec4 in_light;
in float open_to_sky;
out vec4 colour;
uniform sampler3D noise;
uniform vec3 back_colour;    // linear reflectance of the back of the hand
uniform vec3 palm_colour;
uniform vec3 sleeve_colour;
uniform float sleeve_start;  // metres from the wrist up the arm
uniform float roughness;
uniform float creases;       // how strongly skin creases show

float stroke(float from, float width) { return exp(-from * from / (width * width)); }

// A crease is a pair of lines in the palm and a bundle of wrinkles on the back.
float wrinkled(float palm, vec3 coarse, vec3 middle) {
  if (creased.y <= 0.0) return 0.0;
  float t = creased.x + coarse.x * 0.0035 + middle.y * 0.0014;
  const float w = 0.00055;
  float inside = stroke(t, w) + 0.55 * stroke(t - 0.0026, w);
  float outside = stroke(t, w) + 0.8 * stroke(t - 0.0022, w) + 0.8 * stroke(t + 0.0023, w)
                + 0.5 * stroke(t - 0.0043, w) + 0.5 * stroke(t + 0.0046, w);
  float back = 0.34 * smoothstep(0.2, 0.8, -normalize(facing_rest).z + 0.2);
  return min(mix(outside * back, inside * 0.8, palm) * creased.y * creases, 1.0);
}

vec3 skin(vec3 coarse, vec3 middle, float palm, float crease, float nail) {
  vec3 c = mix(back_colour, palm_colour, palm);
  c *= 1.0 + vec3(0.20, 0.32, 0.34) * coarse.x + vec3(0.05, 0.08, 0.08) * middle.x;
  float red = clamp(marked.y * (1.0 + coarse.y * 0.5), 0.0, 1.0) * 0.75;
  c = mix(c, c * vec3(1.10, 0.78, 0.74), red);
  float vein = smoothstep(0.10, 0.22, coarse.z) * (1.0 - palm) * (1.0 - marked.z);
  c *= 1.0 - vec3(0.10, 0.05, 0.02) * vein;
  c *= 1.0 - crease * vec3(0.42, 0.55, 0.58);
  float bright = dot(back_colour, vec3(0.33));
  vec3 plate = mix(c * vec3(1.02, 0.92, 0.92), vec3(0.75, 0.52, 0.46) * (0.35 + 1.04 * bright), 0.6);
  plate = mix(plate, vec3(0.78, 0.70, 0.62) * (0.4 + 0.9 * bright), marked.w);
  return mix(c, plate, nail);
}

void main() {
  vec3 coarse = texture(noise, at_rest * 14.0).xyz - 0.5;
  vec3 middle = texture(noise, at_rest * 47.0).xyz - 0.5;
  vec3 fine = texture(noise, at_rest * 190.0).xyz - 0.5;
  float palm = smoothstep(-0.25, 0.45, normalize(facing_rest).z);
  float sleeve = step(at_rest.y + coarse.x * 0.004, -sleeve_start);
  float nail = marked.x * (1.0 - sleeve);
  float crease = wrinkled(palm, coarse, middle) * (1.0 - sleeve);
  vec3 relief = middle * 0.05 + fine * 0.10;
  vec3 n = normalize(normalize(facing) + relief * (1.0 - nail * 0.9) * (0.8 + 2.2 * sleeve));
  vec3 v = normalize(-at);

  vec3 albedo = mix(skin(coarse, middle, palm, crease, nail),
                    sleeve_colour * (1.0 + middle.y + 0.6 * fine.x), sleeve);
  float light = lit(in_light);
  float towards = dot(n, key_direction);
  vec3 wrap = vec3(0.42, 0.20, 0.13) * (1.0 - sleeve);  // red light goes furthest under the skin
  vec3 diffuse = max(vec3(0.0), (towards + wrap) / ((1.0 + wrap) * (1.0 + wrap)));
  vec3 shade = vec3(pow(light, 0.75), light, pow(light, 1.1));
  vec3 open = mix(vec3(1.0), vec3(open_to_sky), vec3(0.80, 0.93, 0.97));
  vec3 around = mix(ground_colour, sky_colour, n.y * 0.5 + 0.5) * open;
  float wide = dot(n, fill_direction) * 0.5 + 0.5;
  vec3 fill = fill_colour * wide * wide * open;

  vec3 h = normalize(v + key_direction);
  float nh = max(dot(n, h), 0.0), vh = max(dot(v, h), 0.0), nv = max(dot(n, v), 0.05);
  float width = mix(mix(roughness, 0.28, nail), 0.9, sleeve);
  width *= width;
  float shine = fresnel(vh) * (0.75 * facets(nh, width) + 0.25 * facets(nh, width * 0.45));
  shine *= max(towards, 0.0) / (4.0 * max(nv, 0.2) * max(towards, 0.2));
  vec3 hf = normalize(v + fill_direction);
  float soft = fresnel(dot(v, hf)) * facets(max(dot(n, hf), 0.0), max(width, 0.35)) * 0.25;
  float rim = pow(clamp(1.0 - nv, 0.0, 1.0), 4.0) * 0.10;

  vec3 c = albedo * (key_colour * diffuse * shade + around + fill);
  c += key_colour * shine * light * (1.0 - crease * 0.5) * 1.4 * (1.0 - sleeve);
  c += (fill_colour * soft + sky_colour * rim) * open_to_sky;
  float through = pow(max(0.0, dot(v, -key_direction)), 2.0) * smoothstep(0.5, 0.0, nv) * 0.25;
  c += key_colour * through * vec3(0.9, 0.25, 0.12) * albedo * light * (1.0 - sleeve);
  colour = vec4(clamp(c, 0.0, 60.0), 1.0);
}
